import { ERRORS, type Frame, GENERATION_CLASSES, type Generation, type TerminalEvent, isTerminal } from '#protocol';
import type { Metrics } from '#telemetry';

const AFFINITY_OUTCOMES = ['none', 'hit', 'fallback'] as const;
const ENDS = ['stop', 'length', 'tool-call', 'error'] as const;

/** What a gateway counts, by the names Prometheus sees. */
export class GatewayMetrics {
  private readonly acceptedTotal;
  private readonly refusedTotal;
  private readonly cancelledTotal;
  private readonly affinityTotal;
  private readonly endsTotal;
  private readonly promptTokens;
  private readonly completionTokens;
  private readonly timeToFirstToken;
  private readonly duration;
  private readonly restoredFrames;
  private readonly drainSeconds;

  constructor(private readonly metrics: Metrics) {
    this.acceptedTotal = metrics.counter(
      'harmonium_gateway_accepted_total',
      'Generations accepted, by class.',
      'class',
      GENERATION_CLASSES,
    );
    this.refusedTotal = metrics.counter(
      'harmonium_gateway_errors_total',
      'Requests answered with an error, by code.',
      'code',
      Object.keys(ERRORS),
    );
    this.cancelledTotal = metrics.counter(
      'harmonium_gateway_cancelled_total',
      'Generations cancelled because their client left.',
    );
    this.affinityTotal = metrics.counter(
      'harmonium_gateway_affinity_total',
      'Generations whose prefix no worker is known to hold (none), or one that took them (hit) or did not (fallback).',
      'outcome',
      AFFINITY_OUTCOMES,
    );
    this.endsTotal = metrics.counter(
      'harmonium_gateway_generations_total',
      'Generations followed to their end, by reason.',
      'reason',
      ENDS,
    );
    this.promptTokens = metrics.counter('harmonium_gateway_prompt_tokens_total', 'Prompt tokens of ended generations.');
    this.completionTokens = metrics.counter(
      'harmonium_gateway_completion_tokens_total',
      'Generated tokens of ended generations.',
    );
    this.timeToFirstToken = metrics.histogram(
      'harmonium_gateway_time_to_first_token_seconds',
      'From the accepted request to its first frame with a token.',
    );
    this.duration = metrics.histogram(
      'harmonium_gateway_generation_seconds',
      'From the accepted request to the end of its generation.',
    );
    this.restoredFrames = metrics.counter(
      'harmonium_gateway_restored_frames_total',
      'Frames seen here that were offered to a Redis that may have lost them.',
    );
    this.drainSeconds = metrics.histogram(
      'harmonium_gateway_drain_seconds',
      'From the signal to leave until every stream was let go.',
    );
  }

  /** Frames that were offered to a Redis that went back in time. */
  restored(frames: number): void {
    this.restoredFrames.inc(frames);
  }

  drained(seconds: number): void {
    this.drainSeconds.observe(seconds);
  }

  /** A gauge over something that another owner counts. */
  watch(name: string, help: string, read: () => number): void {
    this.metrics.gauge(name, help, read);
  }

  accepted(generation: Generation): void {
    this.acceptedTotal.inc({ class: generation.class });
  }

  refused(code: string): void {
    this.refusedTotal.inc({ code });
  }

  affinity(outcome: (typeof AFFINITY_OUTCOMES)[number]): void {
    this.affinityTotal.inc({ outcome });
  }

  cancelled(): void {
    this.cancelledTotal.inc();
  }

  /** Measures one generation from now on: give it every frame. */
  startGeneration(): (frames: readonly Frame[]) => void {
    const startedMs = performance.now();
    const elapsedSeconds = (): number => (performance.now() - startedMs) / 1_000;
    let hasToken = false;
    return (frames) => {
      for (const { tokenIds, events } of frames) {
        if (!hasToken && tokenIds.length > 0) this.timeToFirstToken.observe(elapsedSeconds());
        hasToken ||= tokenIds.length > 0;
        const last = events.at(-1);
        if (last && isTerminal(last)) this.ended(last, elapsedSeconds());
      }
    };
  }

  private ended(event: TerminalEvent, seconds: number): void {
    this.duration.observe(seconds);
    this.endsTotal.inc({ reason: event.type === 'finish' ? event.reason : 'error' });
    if (event.type === 'error') return;
    this.promptTokens.inc(event.usage.promptTokens);
    this.completionTokens.inc(event.usage.completionTokens);
  }
}
