import type { FastifyRequest } from 'fastify';
import {
  type AskedResponse,
  ResponseEventMessages,
  type ResponseItem,
  parseResponseRequest,
  toResponse,
  toResponseId,
} from '#openai-api';
import { type GenerationEvent, type JsonObject, isTerminal } from '#protocol';
import type { Answers } from '../../answers/answers.js';
import { requestContext } from '../../answers/request-context.js';
import { type StreamDialect, type TextSink, streamFrames } from '../../answers/stream-frames.js';
import { itemsLeftBy } from '../items-left.js';
import type { ResponseArchive } from '../response-archive.js';
import type { BegunResponse, ResponseCreation } from '../response-creation.js';
import type { ResponseStreams } from '../response-streams.js';
import { variantOf } from '../responses-paths.js';
import type { ConnectionMemory } from './connection-memory.js';

/** A connection that asks for responses. */
export interface AskingConnection {
  /** The one that was upgraded. */
  request: FastifyRequest;
  memory: ConnectionMemory;
  /** Takes events, each with a line break behind it. */
  sink: TextSink;
  over: AbortSignal;
}

interface SocketSources {
  answers: Pick<Answers, 'accept' | 'prepare' | 'follow'>;
  creation: Pick<ResponseCreation, 'begin'>;
  streams: Pick<ResponseStreams, 'renderer'>;
  archive: Pick<ResponseArchive, 'followed'>;
}

/** There are no headers any more once a connection is a socket. */
const NO_HEADERS = { headers: (): void => undefined };

/** Answers what is asked over sockets, as it would be answered over HTTP. */
export class SocketAnswers {
  constructor(
    private readonly sources: SocketSources,
    private readonly holdStatusMs: number,
  ) {}

  /** Gives one response, event by event. An error before the first of them is thrown. */
  async answer(body: JsonObject, connection: AskingConnection): Promise<void> {
    const asked = parseResponseRequest(body, variantOf(connection.request));
    const begun = await this.begin(asked, connection);
    try {
      const items = await this.stream(begun, connection);
      if (items && !asked.store) connection.memory.remember(toResponseId(begun.generation.id), items);
    } finally {
      void this.sources.archive.followed(begun.generation);
    }
  }

  /** What is only known here becomes part of a response that is stored: who goes on from that elsewhere needs all of it. */
  private begin(asked: AskedResponse, { request, memory }: AskingConnection): Promise<BegunResponse> {
    const { answers, creation } = this.sources;
    const known = asked.previousResponseId === null ? null : memory.recall(asked.previousResponseId);
    const going = known ? { ...asked, previousResponseId: null } : asked;
    const [own, before] =
      known && asked.store ? [{ ...going, input: [...known, ...asked.input] }, []] : [going, known ?? []];
    return creation.begin(
      own,
      requestContext(request),
      (generationRequest, onAdmitted) =>
        answers.accept({ request, reply: NO_HEADERS }, generationRequest, 1, onAdmitted),
      before,
    );
  }

  /** All that the next response can go on from; `null` when this one did not come to its end. */
  private async stream(
    { accepted, generation, items }: BegunResponse,
    { sink, over }: AskingConnection,
  ): Promise<ResponseItem[] | null> {
    const response = await this.sources.answers.prepare(accepted, this.sources.streams.renderer(generation, true));
    if (!response) throw new Error('This generation was not asked for as a response');
    const messages = new ResponseEventMessages(response);
    const events: GenerationEvent[] = [];
    const dialect: StreamDialect = {
      opening: () => toLines(messages.opening()),
      prepare: (frame) => response.observe(frame),
      pushFrame: (frame) => {
        for (const event of frame.events) events.push(event);
        return toLines(messages.pushFrame(frame));
      },
      get hasFailed() {
        return messages.hasFailed;
      },
    };
    await streamFrames(this.sources.answers.follow(accepted, over), dialect, () => sink, this.holdStatusMs);
    const last = events.at(-1);
    if (!last || !isTerminal(last) || last.type === 'error') return null;
    const body = toResponse(response.identity, response.echo, events, response.seal, 'stored');
    return itemsLeftBy({ kept: { input: items }, body });
  }
}

function toLines(messages: readonly string[]): string {
  return messages.map((message) => `${message}\n`).join('');
}
