import { LEASE_MS } from '../../generation-ledger.js';
import { RECOVERY_MS } from '../../scripts/lua-timeline.js';
import type { Client } from './client.js';
import { factsOf } from './frames.js';
import { type Holder, NOTHING, type Remembered, insist } from './remembered.js';

/** What is true of one generation, as far as the answers of the ledger tell, and how it changes. */
export class GenerationFacts {
  now = 0;
  protected present: Remembered = structuredClone(NOTHING);
  protected readonly everLogged = new Set<string>();
  protected timelineSinceMs = Number.NEGATIVE_INFINITY;
  protected lastRelease: string | null = null;

  /** `canBeTold`: whether a gateway still knows everything that a client was given. */
  constructor(
    protected readonly graceMs: number | null,
    protected readonly clients: readonly Client[],
    protected readonly canBeTold: (client: Client) => boolean,
  ) {}

  get log(): readonly Buffer[] {
    return this.present.log;
  }

  get state(): Remembered['state'] {
    return this.present.state;
  }

  get epoch(): number {
    return this.present.epoch;
  }

  get commandCount(): number {
    return this.present.commands.length;
  }

  get isRecovering(): boolean {
    return this.now < this.timelineSinceMs + RECOVERY_MS;
  }

  save(): Remembered {
    return { ...structuredClone({ ...this.present, log: [] }), log: [...this.present.log] };
  }

  /** Redis is what it was at that time; no lease holds. */
  wentBack(to: Remembered = NOTHING): void {
    this.present = {
      ...structuredClone({ ...to, log: [] }),
      log: [...to.log],
      holder: null,
      isWhole: false,
      isVouched: false,
    };
    this.present.voided = to.holder ?? to.voided;
    this.lastRelease = null;
  }

  timelineBegan(): void {
    this.timelineSinceMs = this.now;
  }

  /** A job of an older epoch stands for nothing any more. */
  protected nextEpoch(epoch: number): void {
    insist(epoch === this.present.epoch + 1, `epoch ${epoch} followed epoch ${this.present.epoch}`);
    this.present.epoch = epoch;
  }

  /** Its holder was heard of. */
  protected confirmed(): void {
    if (this.present.holder) this.present.holder.confirmedAtMs = this.now;
  }

  protected requireHolder(leaseId: string, did: string): void {
    insist(this.state === 'open', `${leaseId} ${did} when it was ${this.state}`);
    insist(this.present.holder?.leaseId === leaseId, `${leaseId} ${did} without holding the lease`);
  }

  /** Before anybody goes on from the log: whoever was given more must have had their say, or five seconds. */
  protected requireWholeLog(): void {
    insist(this.present.isWhole || !this.isRecovering, 'somebody goes on before those who know more had their say');
    this.present.isWhole = true;
    for (const client of this.clients) {
      if (client.ending === 'error' || client.isWithin(this.log)) continue;
      if (!this.canBeTold(client)) client.isBeyondKnowledge = true;
      else {
        // Redis forgot that it is followed from several places, which is another loss of the same moment.
        const isForgotten =
          (!this.present.isShared || this.present.isVouched) && this.clients.every(({ isFollowing }) => isFollowing);
        insist(
          client.isExcused || !this.isRecovering || isForgotten,
          `somebody goes on from a log that ${client.name} was given more of`,
        );
        client.isExcused = true;
      }
    }
  }

  protected put(firstSequence: number, bodies: readonly Buffer[], how: string): void {
    bodies.forEach((body, index) => {
      const there = this.log[firstSequence + index - 1];
      if (there) insist(there.equals(body), `another frame was ${how} in place of one that is there`);
      else this.push(body);
    });
  }

  protected push(body: Buffer): void {
    const { command, text } = factsOf(body);
    const last = this.log.at(-1);
    insist(!last || !factsOf(last).isTerminal, `${text} stands behind the end`);
    if (command > 0) {
      const before = Math.max(0, ...this.log.map((frame) => factsOf(frame).command));
      const between = this.present.commands.slice(before, command - 1);
      insist(
        command > before && between.every((action) => action === 'lost'),
        `command ${command} has an effect behind that of ${before}`,
      );
    }
    this.present.log.push(body);
    this.everLogged.add(keyOf(this.log.length, body));
  }

  /** What a frame that was given back says of what became of it. */
  protected recall(body: Buffer): void {
    const { isTerminal, command } = factsOf(body);
    const { present } = this;
    while (present.commands.length < command) present.commands.push('recalled');
    present.acknowledged = Math.max(present.acknowledged, command);
    if (isTerminal) this.settle('finished');
  }

  protected end(body: Buffer): void {
    this.push(body);
    this.settle('finished');
  }

  protected settle(state: Remembered['state']): void {
    this.present.state = state;
    this.present.holder = this.present.voided = null;
  }

  protected standStill(retentionMs: number): void {
    this.settle('paused');
    this.present.pausedUntilMs = this.now + retentionMs;
  }

  protected goOn(epoch: number): void {
    const wasPaused = this.state === 'paused';
    this.settle('open');
    this.nextEpoch(epoch);
    if (wasPaused) this.followed();
  }

  /** Whoever held it has lost it because its time was over. */
  protected lapsed(how: string): void {
    const { holder } = this.present;
    insist(!holder || this.now >= holder.confirmedAtMs + LEASE_MS, `a live lease ${how}`);
    this.dropHolder();
  }

  protected dropHolder(): void {
    const { holder, voided } = this.present;
    if (holder ?? voided) this.noteDeath(holder ?? voided, holder === null);
    this.present.holder = this.present.voided = null;
  }

  protected noteDeath(holder: Holder | null, isVoid: boolean): void {
    if (this.log.length > (holder?.logLength ?? 0)) this.present.deaths = 0;
    else if (!isVoid) this.present.deaths++;
  }

  followed(): void {
    if (this.graceMs !== null) this.present.followedUntilMs = this.now + this.graceMs;
  }
}

export function keyOf(sequence: number, body: Buffer): string {
  return `${sequence}:${body.toString('latin1')}`;
}
