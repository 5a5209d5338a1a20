import type { RateLimit, RateStanding } from '#ledger';
import type { Frame, GenerationEvent, GenerationRequest } from '#protocol';
import type { GatewayConfig } from '../gateway.config.js';
import type { Generations, OnAdmitted } from '../generations/generations.js';
import type { Caller } from '../http/api-keys.js';
import { dialectOf } from '../http/error-answer.js';
import { EventStream } from '../http/event-stream.js';
import { callerOf, processingMs } from '../http/http-server.js';
import type { OpenAnswer } from '../http/open-answer.js';
import type { Attempt, IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { readKeyedRequest } from '../idempotency/keyed-request.js';
import { anthropicRateHeaders, rateHeaders } from '../limits/rate-headers.js';
import type { RateLimits } from '../limits/rate-limits.js';
import type { TurnMemory } from '../turns/turn-memory.js';
import { type ChoiceFrames, type Choices, askChoices, followChoices, toChoices } from './choices.js';
import { generationHeaders } from './serving-headers.js';
import { type StreamDialect, type TextSink, replayFrames, streamFrames } from './stream-frames.js';

/** Generations that answer a request. */
export interface Accepted {
  choices: Choices;
  /** Whether they were accepted before, for the same request: then leaving them cancels nothing. */
  isKnown: boolean;
  /** Of the key that what they generate is counted for; absent if for none, or not any more. */
  limit?: RateLimit;
}

/** A request that is answered, and where the headers of its answer go. */
export interface AnsweredRequest {
  request: OpenAnswer['request'];
  reply: { headers(values: Record<string, string>): unknown };
}

const REPLAYED = { 'idempotent-replayed': 'true' };

/** Gives answers, whatever their dialect: accepts requests and brings what comes of them to the client. */
export class Answers {
  constructor(
    private readonly generations: Pick<Generations, 'acceptAll' | 'follow' | 'attach'>,
    private readonly turns: Pick<TurnMemory, 'record'>,
    private readonly keys: Pick<IdempotencyKeys, 'once'>,
    private readonly limits: Pick<RateLimits, 'takeRequest' | 'takePrompts' | 'settleAtEnd'>,
    private readonly config: Pick<GatewayConfig, 'eventStream' | 'holdStatusMs'>,
  ) {}

  /**
   * Accepts a request once for each choice: all of them, or none. From then on the answer's headers name them. Generations that
   * an idempotency key stands for already take their place. `onAdmitted` is told of new generations before they begin. Throws
   * `ServingError` if refused.
   */
  accept(answer: AnsweredRequest, request: GenerationRequest, choices = 1, onAdmitted?: OnAdmitted): Promise<Accepted> {
    return this.acceptAll(answer, [request], choices, onAdmitted);
  }

  /** The same for several requests with one answer: so many choices of the first, then of the second, and so on. */
  async acceptAll(
    answer: AnsweredRequest,
    requests: readonly GenerationRequest[],
    choices = 1,
    onAdmitted?: OnAdmitted,
  ): Promise<Accepted> {
    const keyed = readKeyedRequest(answer.request);
    const caller = callerOf(answer.request);
    const limited = await this.withinLimits(caller, onAdmitted, (standing) => tellStanding(answer, standing));
    const asked = keyed ? requests.map(toResumable) : requests;
    const open = (): Attempt => this.attempt(asked, choices, limited);
    const { generations, isKnown } = keyed
      ? await this.keys.once(keyed, open)
      : { generations: await open().accept(), isKnown: false };
    void answer.reply.headers({ ...generationHeaders(generations), ...(isKnown ? REPLAYED : {}) });
    return { choices: toChoices(generations), isKnown, ...(isKnown ? {} : limitOf(caller)) };
  }

  /** What is needed to give an answer. When that cannot be had nobody will follow what was accepted: it is left, and the error thrown. */
  async prepare<Prepared>(accepted: Accepted, needed: Promise<Prepared>): Promise<Prepared> {
    try {
      return await needed;
    } catch (error) {
      await this.follow(accepted, AbortSignal.abort())
        .next()
        .catch(() => undefined);
      throw error;
    }
  }

  /** All choices' frames from their first on, each as soon as it is there. Leaving early, or `left`, leaves the generations. */
  follow({ choices, isKnown, limit }: Accepted, left: AbortSignal): AsyncGenerator<ChoiceFrames, void, void> {
    return followChoices(
      (generation, leaving) => {
        const { id } = generation;
        const frames = isKnown ? this.generations.attach(id, 1, leaving) : this.generations.follow(id, 1, leaving);
        const recorded = this.turns.record(generation, frames);
        return limit ? this.limits.settleAtEnd({ generationId: id, limit }, recorded) : recorded;
      },
      choices,
      left,
    );
  }

  /** Streams the answer as server-sent events. An error before the first of them is thrown. */
  async stream(accepted: Accepted, dialect: StreamDialect, answer: OpenAnswer): Promise<void> {
    const frames = this.follow(accepted, answer.over);
    await streamFrames(frames, dialect, () => this.openSink(answer), this.config.holdStatusMs);
  }

  /** Streams generations again that were accepted for another request; leaving them cancels nothing. An error among their frames is an event. */
  async replay(choices: Choices, dialect: StreamDialect, answer: OpenAnswer): Promise<void> {
    await this.replayFrames(this.follow({ choices, isKnown: true }, answer.over), choices, dialect, answer);
  }

  /** The same of a stream that its client has as a whole: there are no frames any more. */
  async replayNothing(choices: Choices, dialect: StreamDialect, answer: OpenAnswer): Promise<void> {
    await this.replayFrames(nothing(), choices, dialect, answer);
  }

  /**
   * Waits for the end: the events of each choice, or up to the first choice that failed. `null` when the client left, and
   * nobody waits for an answer. Throws `shutting_down` when this gateway leaves. All frames are shown to `observe` on the way.
   */
  async collect(
    accepted: Accepted,
    answer: OpenAnswer,
    observe: (frame: Frame, choice: number) => Promise<void> | void = () => undefined,
  ): Promise<GenerationEvent[][] | null> {
    const events = accepted.choices.map((): GenerationEvent[] => []);
    for await (const { choice, frames } of this.follow(accepted, answer.over)) {
      const collected = events[choice] ?? [];
      for (const frame of frames) {
        const observed = observe(frame, choice);
        if (observed) await observed;
        collected.push(...frame.events);
      }
      if (collected.at(-1)?.type === 'error') break;
    }
    answer.requireStaying();
    return answer.left.aborted ? null : events;
  }
  private async replayFrames(
    frames: AsyncGenerator<ChoiceFrames, void, void>,
    choices: Choices,
    dialect: StreamDialect,
    answer: OpenAnswer,
  ): Promise<void> {
    const openSink = (): TextSink => this.openSink(answer, generationHeaders(choices));
    await replayFrames(frames, dialect, openSink, this.config.holdStatusMs);
  }

  private openSink(answer: OpenAnswer, headers: Record<string, string> = {}): TextSink {
    answer.requireStaying();
    void answer.reply.headers({ ...headers, 'openai-processing-ms': processingMs(answer.request) });
    return new EventStream(answer, this.config.eventStream);
  }

  /** Counts a request; what is to be told of its generations, which counts their prompts. */
  private async withinLimits(
    caller: Caller,
    onAdmitted: OnAdmitted | undefined,
    tell: (standing: RateStanding) => void,
  ): Promise<OnAdmitted> {
    await this.limits.takeRequest(caller, tell);
    return async (generations) => {
      await this.limits.takePrompts(caller, generations, tell);
      return onAdmitted?.(generations);
    };
  }

  private attempt(requests: readonly GenerationRequest[], choices: number, onAdmitted: OnAdmitted): Attempt {
    const asked = requests.map((request) => ({ request, choices: askChoices(request.sampling.seed, choices) }));
    return {
      ids: asked.flatMap((each) => each.choices.map(({ id }) => id)),
      accept: () => this.generations.acceptAll(asked, onAdmitted),
    };
  }
}

async function* nothing(): AsyncGenerator<never, void, void> {
  // A stream without frames.
}

/** A client that can send its request again finds what it would have lost with the connection. */
function toResumable(request: GenerationRequest): GenerationRequest {
  return request.persistence === 'foreground' ? { ...request, persistence: 'resumable' } : request;
}

function limitOf({ limit }: Caller): Pick<Accepted, 'limit'> {
  return limit ? { limit } : {};
}

function tellStanding({ request, reply }: AnsweredRequest, standing: RateStanding): void {
  const isAnthropic = dialectOf(request.url) === 'anthropic';
  void reply.headers({ ...rateHeaders(standing), ...(isAnthropic ? anthropicRateHeaders(standing, Date.now()) : {}) });
}
