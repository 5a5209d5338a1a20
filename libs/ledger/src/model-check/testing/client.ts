/** Somebody who reads a stream, and everything that was given to them. */
export class Client {
  readonly received: Buffer[] = [];
  /** Whether it ever had a stream. */
  isFollowing = false;
  /** How the stream ended for them. */
  ending: 'terminal' | 'error' | null = null;
  /**
   * Two faults at once took what only they knew: the frames were lost by Redis, and nobody could say so in time. Then the
   * stream has to end with an error, if its gateway still knows what it gave.
   */
  isExcused = false;
  /** The gateway that knew what they were given is gone as well: nobody can tell any more what is true. */
  isBeyondKnowledge = false;

  constructor(readonly name: string) {}

  /** Whether a log could be the one that they read: nothing in it is different. */
  agreesWith(log: readonly Buffer[]): boolean {
    return this.received.every((body, index) => log[index]?.equals(body) ?? true);
  }

  /** Whether everything that they were given is in the log. */
  isWithin(log: readonly Buffer[]): boolean {
    return this.received.length <= log.length && this.agreesWith(log);
  }
}
