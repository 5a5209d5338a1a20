import type { Generation, GenerationId } from '#protocol';
import type { GenerationControl } from '../../generation-control.js';
import type { GenerationLedger } from '../../generation-ledger.js';
import type { AcquireOutcome, Lease, ReleaseCause, TerminateCondition, TerminateOutcome } from '../../outcomes.js';
import { changeBody, factsOf } from './frames.js';
import type { Network } from './network.js';
import type { Oracle } from './oracle.js';

export const GRACE_MS = 8_000;
export const PAUSED_MS = 60_000;
export const RETENTION_MS = 10 * 60_000;
const EDIT = { action: 'edit', toToken: 0, tokenIds: [] } as const;

/** The real ledger as one process of a walk calls it: over the network, and with the oracle listening to every answer. */
export class ObservedLedger {
  constructor(
    private readonly ledger: GenerationLedger,
    private readonly control: GenerationControl,
    private readonly network: Network,
    private readonly oracle: Oracle,
    readonly id: GenerationId,
  ) {}

  accept(generation: Generation, replyTo: string, graceMs: number | null, isAgain: boolean): Promise<void> {
    return this.network.send(async () => {
      if (isAgain) await this.ledger.acceptAgain(generation, { replyTo, graceMs });
      else await this.ledger.accept(generation, { replyTo, graceMs });
      this.oracle.accepted(replyTo, isAgain);
    });
  }

  acquire(epoch: number, leaseId: string, workerId: string, isAlone: boolean): Promise<AcquireOutcome> {
    const applicant = { workerId, vocabularyHash: 'vocabulary', contextTokens: 200, adapters: [], isAlone };
    return this.network.send(async () => {
      const outcome = await this.ledger.acquire(this.id, epoch, leaseId, applicant);
      if (outcome.outcome === 'granted') {
        const numbers = outcome.commands.map(({ number }) => number);
        this.oracle.granted(leaseId, epoch, isAlone, numbers, outcome.epoch);
      }
      if (outcome.outcome === 'suspect' || outcome.outcome === 'poisonous') this.oracle.refused(outcome.outcome);
      return outcome;
    });
  }

  renew(lease: Lease): ReturnType<GenerationLedger['renew']> {
    return this.network.send(async () => {
      const outcome = await this.ledger.renew(lease);
      if (outcome.outcome === 'ok') this.oracle.renewed(lease.leaseId);
      return outcome;
    });
  }

  append(
    lease: Lease,
    firstSequence: number,
    bodies: readonly Buffer[],
    acknowledges = 0,
  ): ReturnType<GenerationLedger['append']> {
    return this.network.send(async () => {
      const outcome = await this.ledger.append(lease, firstSequence, bodies, acknowledges);
      if (outcome.outcome === 'ok') this.oracle.appended(lease.leaseId, firstSequence, bodies, acknowledges);
      return outcome;
    });
  }

  finish(lease: Lease, sequence: number, body: Buffer): Promise<TerminateOutcome> {
    return this.network.send(async () => {
      const outcome = await this.ledger.finish(lease, sequence, body);
      if (outcome === 'ok') this.oracle.finished(lease.leaseId, sequence, body);
      return outcome;
    });
  }

  terminate(body: Buffer, condition: TerminateCondition): Promise<TerminateOutcome> {
    return this.network.send(async () => {
      const outcome = await this.ledger.terminate(this.id, body, condition);
      if (outcome === 'ok') this.oracle.terminated(body, condition);
      return outcome;
    });
  }

  release(lease: Lease, cause: ReleaseCause): Promise<number | null> {
    return this.network.send(async () => {
      const epoch = await this.ledger.release(lease, cause);
      this.oracle.released(lease.leaseId, epoch, cause === 'fault');
      return epoch;
    });
  }

  reclaim(
    lease: Lease,
    believed: readonly Buffer[],
    inFlight: Buffer | null,
    knownCommand: number,
  ): ReturnType<GenerationLedger['reclaim']> {
    return this.network.send(async () => {
      const outcome = await this.ledger.reclaim(lease, believed.length, inFlight, knownCommand);
      if (outcome.outcome === 'ok') this.oracle.reclaimed(lease.leaseId, believed, inFlight, knownCommand);
      return outcome;
    });
  }

  restore(
    firstSequence: number,
    bodies: readonly Buffer[],
    isFollower: boolean,
  ): ReturnType<GenerationLedger['restore']> {
    const last = bodies.at(-1);
    const isTerminal = last !== undefined && factsOf(last).isTerminal;
    return this.network.send(async () => {
      const outcome = await this.ledger.restore(this.id, firstSequence, bodies, { isFollower, isTerminal });
      if (outcome.outcome === 'ok') this.oracle.restored(firstSequence, bodies, isFollower);
      return outcome;
    });
  }

  revokeSilent(silentMs: number): ReturnType<GenerationLedger['revokeSilent']> {
    return this.network.send(async () => {
      const outcome = await this.ledger.revokeSilent(this.id, silentMs);
      if (outcome.outcome === 'revoked') this.oracle.revoked(outcome.epoch, silentMs);
      return outcome;
    });
  }

  pause(): Promise<void> {
    const body = changeBody('paused');
    return this.network.send(async () => {
      const { outcome } = await this.control.pause(this.id, body, PAUSED_MS);
      if (outcome === 'ok') this.oracle.paused(body, PAUSED_MS);
    });
  }

  /** Epoch of the job that has to be queued, if any. */
  resume(): Promise<number | null> {
    const body = changeBody('resumed');
    return this.network.send(async () => {
      const outcome = await this.control.resume(this.id, body);
      if (outcome.outcome !== 'ok') return null;
      this.oracle.resumed(body, outcome.epoch);
      return outcome.epoch;
    });
  }

  command(seen: number | null): Promise<void> {
    const told = this.oracle.commanded('answer-now', seen);
    return this.network.send(async () => {
      const outcome = await this.control.command(this.id, { action: 'answer-now' }, seen);
      if (outcome.outcome === 'ok') told(outcome.number);
    });
  }

  edit(seen: number): Promise<number | null> {
    return this.network.send(async () => {
      const outcome = await this.control.edit(this.id, EDIT, seen);
      if (outcome.outcome !== 'ok') return null;
      this.oracle.edited(outcome.number, seen, outcome.epoch);
      return outcome.epoch;
    });
  }

  follow(replyTo: string, expected: string): Promise<boolean> {
    return this.network.send(async () => {
      const isHere = await this.control.follow(this.id, replyTo, expected);
      if (isHere) this.oracle.replyToMoved(replyTo, expected);
      return isHere;
    });
  }

  keepFollowing(address: string): Promise<void> {
    return this.network.send(async () => {
      await this.control.keepFollowing([this.id], address);
      this.oracle.followedBy(address);
    });
  }

  commandsBetween(after: number, upTo: number): ReturnType<GenerationControl['commandsBetween']> {
    return this.network.send(() => this.control.commandsBetween(this.id, after, upTo));
  }

  describe(): ReturnType<GenerationControl['describe']> {
    return this.network.send(() => this.control.describe(this.id));
  }

  exists(): Promise<boolean> {
    return this.network.send(() => this.ledger.exists(this.id));
  }

  confirmQueued(epoch: number): Promise<void> {
    return this.network.send(() => this.ledger.confirmQueued(this.id, epoch));
  }

  async read(from: number): Promise<{ sequence: number; body: Buffer }[]> {
    const entries = await this.network.send(() => this.ledger.readBodies(this.id, from, 1_000));
    return entries.map(({ sequence, body }) => ({ sequence, body: Buffer.from(body) }));
  }
}
