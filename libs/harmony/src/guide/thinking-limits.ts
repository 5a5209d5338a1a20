/**
 * How long the model may think and how long it has to: its budget and the number of its thoughts, and what people ask for
 * while it runs. What was asked last holds.
 */
export class ThinkingLimits {
  readonly #budgetTokens: number | null;
  readonly #mostThoughts: number;
  #thoughts = 0;
  #tokens = 0;
  #demandedTokens = 0;
  #isStopped = false;

  /** `budgetTokens`: of all thoughts together; `null` for no bound. */
  constructor(budgetTokens: number | null, mostThoughts: number) {
    this.#budgetTokens = budgetTokens;
    this.#mostThoughts = mostThoughts;
  }

  /** A token of text was thought. */
  countToken(): void {
    this.#tokens += 1;
  }

  /** A thought has ended. */
  countThought(): void {
    this.#thoughts += 1;
  }

  /** No more thinking from here on. */
  stop(): void {
    this.#isStopped = true;
    this.#demandedTokens = 0;
  }

  /** At least so many tokens of thinking from here on, whatever the budget says. */
  demand(tokens: number): void {
    this.#isStopped = false;
    this.#demandedTokens = Math.max(this.#demandedTokens, this.#tokens + tokens);
  }

  /** Whether tokens that were demanded are still to be thought. */
  get isDemanded(): boolean {
    return this.#tokens < this.#demandedTokens;
  }

  /** Whether an open thought has to end. */
  get isOver(): boolean {
    if (this.#isStopped || this.#budgetTokens === null) return this.#isStopped;
    return this.#tokens >= Math.max(this.#budgetTokens, this.#demandedTokens);
  }

  /** Whether another thought may begin. */
  get mayBegin(): boolean {
    return this.isDemanded || (!this.isOver && this.#thoughts < this.#mostThoughts);
  }
}
