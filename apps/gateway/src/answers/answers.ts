import type { Frame, GenerationEvent, GenerationRequest } from '#protocol';
import type { GatewayConfig } from '../gateway.config.js';
import type { Generations, OnAdmitted } from '../generations/generations.js';
import { EventStream } from '../http/event-stream.js';
import { processingMs } from '../http/http-server.js';
import type { OpenAnswer } from '../http/open-answer.js';
import type { TurnMemory } from '../turns/turn-memory.js';
import { type ChoiceFrames, type Choices, askChoices, followChoices, toChoices } from './choices.js';
import { generationHeaders } from './serving-headers.js';
import { type StreamDialect, type TextSink, streamFrames } from './stream-frames.js';

/** Generations that answer a request. */
export interface Accepted {
  choices: Choices;
  /** Whether they were accepted before, for the same request: then leaving them cancels nothing. */
  isKnown: boolean;
}

/** Gives answers, whatever their dialect: accepts requests and brings what comes of them to the client. */
export class Answers {
  constructor(
    private readonly generations: Pick<Generations, 'acceptAll' | 'follow' | 'attach'>,
    private readonly turns: Pick<TurnMemory, 'record'>,
    private readonly config: Pick<GatewayConfig, 'eventStream' | 'holdStatusMs'>,
  ) {}

  /**
   * Accepts a request once for each choice: all of them, or none. From then on the answer's headers name them. Throws
   * `ServingError` if refused. `onAdmitted` is told of new generations before they begin.
   */
  accept(answer: OpenAnswer, request: GenerationRequest, choices = 1, onAdmitted?: OnAdmitted): Promise<Accepted> {
    return this.acceptAll(answer, [request], choices, onAdmitted);
  }

  /** The same for several requests with one answer: so many choices of the first, then of the second, and so on. */
  async acceptAll(
    { reply }: OpenAnswer,
    requests: readonly GenerationRequest[],
    choices = 1,
    onAdmitted?: OnAdmitted,
  ): Promise<Accepted> {
    const asked = requests.map((request) => ({ request, choices: askChoices(request.sampling.seed, choices) }));
    const accepted = await this.generations.acceptAll(asked, onAdmitted);
    void reply.headers(generationHeaders(accepted));
    return { choices: toChoices(accepted), isKnown: false };
  }

  /** All choices' frames from their first on, each as soon as it is there. Leaving early, or `left`, leaves the generations. */
  follow({ choices, isKnown }: Accepted, left: AbortSignal): AsyncGenerator<ChoiceFrames, void, void> {
    return followChoices(
      (generation, leaving) => {
        const { id } = generation;
        const frames = isKnown ? this.generations.attach(id, 1, leaving) : this.generations.follow(id, 1, leaving);
        return this.turns.record(generation, frames);
      },
      choices,
      left,
    );
  }

  /** Streams the answer as server-sent events. An error before the first of them is thrown. */
  async stream(accepted: Accepted, dialect: StreamDialect, answer: OpenAnswer): Promise<void> {
    const openSink = (): TextSink => {
      answer.requireStaying();
      void answer.reply.header('openai-processing-ms', processingMs(answer.request));
      return new EventStream(answer, this.config.eventStream);
    };
    await streamFrames(this.follow(accepted, answer.over), dialect, openSink, this.config.holdStatusMs);
  }

  /**
   * Waits for the end: the events of each choice, or up to the first choice that failed. `null` when the client left, and
   * nobody waits for an answer. Throws `shutting_down` when this gateway leaves. All frames are shown to `observe` on the way.
   */
  async collect(
    accepted: Accepted,
    answer: OpenAnswer,
    observe: (frame: Frame, choice: number) => void = () => undefined,
  ): Promise<GenerationEvent[][] | null> {
    const events = accepted.choices.map((): GenerationEvent[] => []);
    for await (const { choice, frames } of this.follow(accepted, answer.over)) {
      const collected = events[choice] ?? [];
      for (const frame of frames) {
        observe(frame, choice);
        collected.push(...frame.events);
      }
      if (collected.at(-1)?.type === 'error') break;
    }
    answer.requireStaying();
    return answer.left.aborted ? null : events;
  }
}
