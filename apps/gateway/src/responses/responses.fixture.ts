import { type LedgerAccess, openLedger, retryUntilReachable } from '#ledger';
import {
  type AskedResponse,
  type RequestContext,
  newConversationId,
  parseResponseRequest,
  toResponseId,
} from '#openai-api';
import { type Generation, type GenerationEvent, encodeFrameBody, newGenerationId } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { withRedis } from '../../../../test/support/with-redis.js';
import { LiveGenerations } from '../live/live-generations.js';
import type { ThoughtSealer } from '../sealing/reasoning-seals.js';
import { SeenFrames } from '../generations/seen-frames.js';
import { BegunResponses } from './begun-responses.js';
import { ResponseArchive } from './response-archive.js';
import { ResponseConversations } from './response-conversations.js';
import { type AcceptRequest, ResponseCreation } from './response-creation.js';
import type { ResponseForms, Responses } from './response-forms.js';
import { ResponseHistory } from './response-history.js';
import { StoredResponses } from './stored-responses.js';

const HOUR_MS = 3_600_000;

export const CONTEXT: RequestContext = {
  tenant: 'acme',
  maySeeReasoning: true,
  mayWriteControlTokens: false,
  persistence: 'foreground',
  class: null,
  currentDate: '2026-11-24',
  randomSeed: 7,
};

const SEALS = {
  sealerOf: (): Promise<ThoughtSealer> =>
    Promise.resolve({ observe: () => undefined, seal: (text: string) => `sealed(${text})` }),
};

/** What a model said, as the events of its generation. */
export function answerOf(text: string, thought = 'Hm.'): GenerationEvent[] {
  const usage = { promptTokens: 3, cachedTokens: 0, completionTokens: 5, reasoningTokens: 2 };
  return [
    { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
    { type: 'reasoning-delta', item: 0, text: thought },
    { type: 'item-ended', item: 0 },
    { type: 'item-started', item: 1, kind: 'answer', toolName: '' },
    { type: 'content-delta', item: 1, text },
    { type: 'item-ended', item: 1 },
    { type: 'finish', reason: 'stop', usage },
  ];
}

/** Everything that makes and keeps responses, with a real ledger and without workers: what they would say the test says. */
export class ResponsesScene {
  readonly responses: Responses;
  readonly conversations: ReturnType<LedgerAccess['openConversations']>;
  readonly archive: ResponseArchive;
  readonly history: ResponseHistory;
  readonly creation: ResponseCreation;
  readonly stored: StoredResponses;
  readonly begun: BegunResponses;
  readonly seen = new SeenFrames();
  readonly errors: unknown[] = [];

  private constructor(
    readonly ledger: LedgerAccess,
    private readonly redisPort: number,
    private readonly remove: () => Promise<void>,
  ) {
    this.responses = ledger.openResponses<ResponseForms>(HOUR_MS);
    this.conversations = ledger.openConversations(HOUR_MS);
    const live = new LiveGenerations(ledger, { vocabulary: () => Promise.reject(new Error('There is none')) });
    const sources = { control: ledger.control, conversations: this.conversations };
    this.archive = new ResponseArchive(this.responses, sources, live, SEALS, (error) => this.errors.push(error));
    const writers = new ResponseConversations(this.conversations, this.archive);
    this.history = new ResponseHistory(this.archive, this.responses, writers);
    this.begun = new BegunResponses(this.responses, this.conversations, this.seen);
    this.creation = new ResponseCreation(this.history, this.responses, writers, this.begun);
    this.stored = new StoredResponses(this.archive, this.responses, ledger, this.begun);
  }

  static async open(): Promise<ResponsesScene> {
    const { server, remove } = await startTemporaryRedis();
    const ledger = openLedger(server.url, () => undefined);
    await retryUntilReachable(() => ledger.control.progressOf('gen_any'), AbortSignal.timeout(10_000));
    await retryUntilReachable(() => ledger.generations.terminate('gen_any', frameOf([])), AbortSignal.timeout(10_000));
    return new ResponsesScene(ledger, server.port, remove);
  }

  async close(): Promise<void> {
    await this.ledger.close();
    await this.remove();
  }

  /** A request as it was asked, with these fields. */
  asked(fields: Record<string, unknown> = {}): AskedResponse {
    return parseResponseRequest({ model: 'gpt-oss-test', input: 'Hello', ...fields });
  }

  /** The id of a new conversation. */
  async conversation(): Promise<string> {
    const id = newConversationId();
    await this.conversations.create({ tenant: CONTEXT.tenant, id }, {}, []);
    return id;
  }

  /** Begins a response; its id. */
  async begin(fields: Record<string, unknown> = {}, accept: AcceptRequest = this.accept): Promise<string> {
    const { generation } = await this.creation.begin(this.asked(fields), CONTEXT, accept);
    return toResponseId(generation.id);
  }

  /** Begins and ends one. */
  async answered(
    text: string,
    fields: Record<string, unknown> = {},
    events: readonly GenerationEvent[] = answerOf(text),
  ): Promise<string> {
    const id = await this.begin(fields);
    await this.say(id, events);
    return id;
  }

  /** Redis forgets what was kept of it, though nobody deleted it. */
  async lose(id: string): Promise<void> {
    await withRedis(this.redisPort, async (redis) => {
      for (const key of await redis.keys('*:response:*'))
        if ((await redis.hget(key, 'id')) === id) await redis.del(key);
    });
  }

  /** The last of these has to end it. */
  async say(id: string, events: readonly GenerationEvent[]): Promise<void> {
    await this.ledger.generations.terminate(id.replace('resp_', 'gen_'), frameOf(events));
  }

  /** Accepts as a gateway does, but for what needs a model. */
  readonly accept: AcceptRequest = async (request, onAdmitted) => {
    const { tenant, presentation } = request;
    const acceptedAtMs = Date.now();
    const generation: Generation = sampleGeneration({ id: newGenerationId(), tenant, presentation, acceptedAtMs });
    const meanwhile = await onAdmitted([generation]);
    await meanwhile?.();
    await this.ledger.generations.accept(generation, { replyTo: '127.0.0.1:1', graceMs: null });
    this.seen.begin(generation.id, generation, false);
    return { choices: [generation], isKnown: false };
  };
}

function frameOf(events: readonly GenerationEvent[]): Uint8Array {
  return encodeFrameBody({ firstTokenIndex: 0, tokenIds: [], events });
}
