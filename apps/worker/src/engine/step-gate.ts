/**
 * Lets all slots into the engine together, one decode step after another, and nobody in the middle of a step.
 *
 * node-llama-cpp runs batches for as long as something is queued and holds the context's lock all the while; slots that
 * ask for their next token as soon as they have one would keep it for ever, and a new prompt, which needs the lock to
 * align a slot's state, would wait until the running answers end. Between two steps the lock is free.
 */
export class StepGate {
  private waiting: (() => void)[] = [];
  private inside = 0;
  private opening = false;

  /** `startStep` is called when everybody who entered has queued its work: nothing more will come for this step. */
  constructor(private readonly startStep: () => void) {}

  /** Runs a part of the next step: everything that waits at that time is queued in the same turn, so it shares batches. */
  async enter<Result>(work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.openSoon();
    });
    try {
      return await work();
    } finally {
      this.inside--;
      this.openSoon();
    }
  }

  private openSoon(): void {
    if (this.opening || this.inside > 0 || this.waiting.length === 0) return;
    this.opening = true;
    setImmediate(() => {
      this.opening = false;
      const entering = this.waiting;
      this.waiting = [];
      this.inside = entering.length;
      for (const enter of entering) enter();
    });
    // Runs right behind the one above, when the promises that it resolved have been acted on.
    setImmediate(this.startStep);
  }
}
