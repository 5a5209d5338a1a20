import type { GenerationClass, Persistence } from '#protocol';

/** What the edge knows about a request besides its body. */
export interface RequestContext {
  tenant: string;
  /** Whether the key may see the model think. */
  maySeeReasoning: boolean;
  /** Whether the key may put control tokens into a prompt of token ids. */
  mayWriteControlTokens: boolean;
  persistence: Persistence;
  /** `null` leaves it to the body's `service_tier`. */
  class: GenerationClass | null;
  /** `YYYY-MM-DD`, taken once per request. */
  currentDate: string;
  /** Used when the client sends no seed. */
  randomSeed: number;
}
