import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenAnswer, leaving } from './open-answer.js';

/** Whatever a gateway that leaves has to end properly. */
interface Ending {
  /** At an event's border. */
  interrupt(): void;
  /** Resolves when its client has all that was written for it, or is gone. */
  readonly closed: Promise<void>;
  /** At once. */
  drop(): void;
}

/** Owns which answers are being given, so that a gateway that leaves can end them properly. */
export class OpenStreams {
  private readonly answers = new Set<Ending>();
  private isLeaving = false;

  get size(): number {
    return this.answers.size;
  }

  /** An answer that takes its time. Throws `shutting_down` once the gateway leaves. */
  open(request: FastifyRequest, reply: FastifyReply): OpenAnswer {
    if (this.isLeaving) throw leaving();
    const answer = new OpenAnswer(request, reply);
    this.add(answer);
    return answer;
  }

  /** Answers of another kind. What comes when the gateway leaves already is ended at once. */
  add(answer: Ending): void {
    this.answers.add(answer);
    void answer.closed.then(() => this.answers.delete(answer));
    if (this.isLeaving) answer.interrupt();
  }

  /**
   * Ends every answer here, streams at an event's border. Resolves when all clients have what was written for them, at the
   * latest after `withinMs`: then the connections of those that do not read are cut.
   */
  async interruptAll(withinMs: number): Promise<void> {
    this.isLeaving = true;
    const open = [...this.answers];
    for (const answer of open) answer.interrupt();
    const timeUp = new AbortController();
    const closed = Promise.all(open.map((answer) => answer.closed));
    await Promise.race([closed, delay(withinMs, undefined, { signal: timeUp.signal }).catch(() => undefined)]);
    timeUp.abort();
    for (const answer of this.answers) answer.drop();
  }
}
