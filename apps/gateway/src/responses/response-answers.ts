import { toCompaction, toResponse } from '#openai-api';
import { type GenerationEvent, ServingError } from '#protocol';
import type { Answers } from '../answers/answers.js';
import type { OpenAnswer } from '../http/open-answer.js';
import type { ResponseArchive } from './response-archive.js';
import type { BegunResponse } from './response-creation.js';
import type { RenderedResponse, ResponseStreams } from './response-streams.js';

/** All events of a generation, and what renders them. */
interface Collected {
  events: readonly GenerationEvent[];
  response: RenderedResponse;
}

/** Brings what comes of a response to the client that asked for it. */
export class ResponseAnswers {
  constructor(
    private readonly answers: Pick<Answers, 'prepare' | 'stream' | 'collect'>,
    private readonly streams: Pick<ResponseStreams, 'open' | 'renderer'>,
    private readonly archive: Pick<ResponseArchive, 'followed'>,
  ) {}

  /** Streams it as server-sent events. An error before the first of them is thrown. */
  async stream({ accepted, generation, maySeeReasoning }: BegunResponse, answer: OpenAnswer): Promise<void> {
    const stream = requireResponse(
      await this.answers.prepare(accepted, this.streams.open(generation, { maySeeReasoning })),
    );
    try {
      await this.answers.stream(accepted, stream, answer);
    } finally {
      void this.archive.followed(generation);
    }
  }

  /** Waits for the end; nobody answers a client that left. What the generation failed of is thrown. */
  async wait(begun: BegunResponse, answer: OpenAnswer): Promise<void> {
    const collected = await this.collect(begun, answer);
    if (!collected) return;
    const { events, response } = collected;
    requireSuccess(events.at(-1));
    await answer.reply.send(toResponse(response.identity, response.echo, events, response.seal));
  }

  /** The same for one that was asked for to stand for all that was said before. */
  async compact(begun: BegunResponse, answer: OpenAnswer): Promise<void> {
    const collected = await this.collect(begun, answer);
    if (!collected) return;
    // The last item is the one that asks for it.
    const items = begun.items.slice(0, -1);
    const { events, response } = collected;
    await answer.reply.send(toCompaction(response.identity, items, events, response.seal));
  }

  /** Answers at once. */
  async acknowledge({ identity, echo }: BegunResponse, answer: OpenAnswer): Promise<void> {
    await answer.reply.send(toResponse(identity, echo, [], (text) => text));
  }

  private async collect(begun: BegunResponse, answer: OpenAnswer): Promise<Collected | null> {
    const { accepted, generation, maySeeReasoning } = begun;
    const response = requireResponse(
      await this.answers.prepare(accepted, this.streams.renderer(generation, maySeeReasoning)),
    );
    try {
      const choices = await this.answers.collect(accepted, answer, (frame) => response.observe(frame));
      return choices && { events: choices[0] ?? [], response };
    } finally {
      void this.archive.followed(generation);
    }
  }
}

/** One that somebody cancelled is answered as it is. */
function requireSuccess(last: GenerationEvent | undefined): void {
  if (last?.type === 'error' && last.code !== 'cancelled') throw new ServingError(last.code, last.message);
}

function requireResponse<Opened>(opened: Opened | null): Opened {
  if (!opened) throw new Error('This generation was not asked for as a response');
  return opened;
}
