/** Wakes the one who waits for something to happen, or for a time to pass. A ring is kept until somebody waits. */
export class Bell {
  private rung = false;
  private wake: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Waits until it rings or `ms` have passed; `Infinity` waits for the ring alone. One at a time. */
  async wait(ms: number): Promise<void> {
    if (!this.rung) await this.ringOrTimeout(ms);
    this.rung = false;
  }

  private async ringOrTimeout(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (Number.isFinite(ms)) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.wake = null;
  }
}
