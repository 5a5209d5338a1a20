import { ServingError } from '#protocol';
import type { Answers } from '../answers/answers.js';
import type { Caller } from '../http/api-keys.js';
import type { OpenAnswer } from '../http/open-answer.js';
import type { LiveGenerations } from '../live/live-generations.js';
import type { ResponseArchive } from './response-archive.js';
import type { PresentResponse } from './response-forms.js';
import type { ResponseStreams } from './response-streams.js';

/** What following a response again needs. */
export interface ReplaySources {
  answers: Pick<Answers, 'replay'>;
  live: Pick<LiveGenerations, 'find'>;
  streams: Pick<ResponseStreams, 'open'>;
  archive: Pick<ResponseArchive, 'followed'>;
}

/** Streams responses again, from any event, while they run and as long as their log is kept. */
export class ResponseReplays {
  constructor(private readonly sources: ReplaySources) {}

  /** Events behind number `startingAfter`, or all. Throws `invalid_value` for a response that was not asked for as a stream, or whose events are not kept any more. */
  async replay(
    { kept }: PresentResponse,
    startingAfter: number | null,
    { tenant, scopes }: Caller,
    answer: OpenAnswer,
  ): Promise<void> {
    if (!kept.echo.stream) throw notStreamed(kept.id);
    const { generation } = await this.sources.live.find(kept.generationId, tenant).catch((error: unknown) => {
      throw error instanceof ServingError && error.code === 'generation_not_found' ? notKept(kept.id) : error;
    });
    const maySeeReasoning = scopes.has('reasoning:see');
    const dialect = await this.sources.streams.open(generation, { start: { startingAfter }, maySeeReasoning });
    if (!dialect) throw notStreamed(kept.id);
    await this.sources.answers.replay([generation], dialect, answer);
    void this.sources.archive.followed(generation);
  }
}

function notStreamed(id: string): ServingError {
  const message = `Response with id '${id}' cannot be streamed: it was not created with stream=true.`;
  return new ServingError('invalid_value', message, { param: 'stream' });
}

function notKept(id: string): ServingError {
  const message = `The events of the response with id '${id}' are not kept any more; retrieve it without 'stream'.`;
  return new ServingError('invalid_value', message, { param: 'stream' });
}
