import type { GenerationClass, GenerationId } from '#protocol';

/** A generation that runs here, as far as it has come at this moment. */
export interface RunningGeneration {
  readonly id: GenerationId;
  readonly class: GenerationClass;
  /** Prompt and output so far: what another worker would have to read. */
  readonly tokens: number;
  /** When it began here, by `performance.now()`. */
  readonly startedAtMs: number;
  /** How often it was preempted before, here and elsewhere. */
  readonly preemptions: number;
  /** Tokens generated here that are in its log. */
  readonly newTokens: number;
}
