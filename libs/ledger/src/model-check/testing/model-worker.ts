import type { NumberedCommand } from '#protocol';
import type { GrantedGeneration, Lease, ReleaseCause } from '../../outcomes.js';
import type { Behaviour } from './behaviour.js';
import type { Dice } from './dice.js';
import { effectBody, factsOf, finishBody, tokenBody } from './frames.js';
import { type Network, untilReachable } from './network.js';
import type { ObservedLedger } from './observed-ledger.js';

interface SealedFrame {
  body: Buffer;
  acknowledges: number;
}

/** One generation on one worker, as the worker's committer, lease keeper and run deal with it. */
export class Stay {
  isLost = false;
  isVoid = false;
  /** When it is given back, and until that is confirmed. */
  leaves: ReleaseCause | null = null;
  private inFlight: SealedFrame | null = null;
  private readonly firstOwn: number;
  private readonly pending: NumberedCommand[];
  private obeyed: number;
  private latestCommand: number;
  private replyTo: string;
  private regaining: AsyncGenerator<void, void, void> | null = null;

  /** `believed`: the log as this worker knows it. */
  constructor(
    private lease: Lease,
    grant: GrantedGeneration,
    private readonly believed: Buffer[],
    private readonly tokens: number,
    private readonly ledger: ObservedLedger,
    private readonly network: Network,
    private readonly behaviour: Behaviour,
  ) {
    this.firstOwn = believed.length;
    this.pending = [...grant.commands];
    this.obeyed = this.latestCommand = Math.max(0, ...grant.commands.map(({ number }) => number));
    this.replyTo = grant.replyTo;
  }

  get hasFrame(): boolean {
    return this.inFlight !== null;
  }

  /** Draws the next token, or obeys the next command, and seals it in a frame. */
  async decode(dice: Dice): Promise<void> {
    if (this.inFlight || this.isLost || this.leaves) return;
    await this.fetchCommands();
    const tokens = this.believed.reduce((sum, body) => sum + factsOf(body).tokens, 0);
    const command = this.pending.shift();
    if (command) {
      const acknowledges = this.behaviour.acknowledges ? command.number : 0;
      this.inFlight = { body: effectBody(tokens, command), acknowledges };
    } else if (tokens < this.tokens) {
      this.inFlight = { body: tokenBody(tokens, this.lease.leaseId, dice.below(1_000)), acknowledges: 0 };
    } else this.inFlight = { body: finishBody(this.lease.leaseId), acknowledges: 0 };
  }

  /** Offers what is sealed to the ledger, or renews the lease when there is nothing. */
  async commit(): Promise<void> {
    if (this.isLost) return;
    if (this.isVoid) return this.regain();
    if (!this.inFlight) return this.renew();
    const { inFlight } = this;
    if (!this.behaviour.logsFirst) this.deliver(inFlight.body);
    const isLogged = await untilReachable(() => this.send(inFlight));
    if (isLogged) this.acknowledge(inFlight);
  }

  /** What no worker of ours does, and the ledger does not rely on. */
  async misbehave(dice: Dice): Promise<void> {
    const body = tokenBody(0, `${this.lease.leaseId}!`, dice.below(1_000));
    const beyond = this.believed.length + 2;
    switch (dice.below(4)) {
      case 0:
        await this.ledger.append(this.lease, beyond, [body]);
        return;
      case 1:
        if (this.believed.length > 0) await this.ledger.append(this.lease, this.believed.length, [body]);
        return;
      case 2:
        await this.ledger.finish(this.lease, beyond, finishBody(this.lease.leaseId));
        return;
      default:
        await this.ledger.restore(beyond, [body], false);
    }
  }

  /** Gives the generation back; the new epoch when that is confirmed. */
  async release(cause: ReleaseCause): Promise<number | null> {
    if (this.inFlight || this.isLost) return null;
    this.leaves ??= cause;
    const { leaves } = this;
    const released = await untilReachable(async () => ({ epoch: await this.ledger.release(this.lease, leaves) }));
    if (released) this.isLost = true;
    return released?.epoch ?? null;
  }

  private async renew(): Promise<void> {
    const news = await untilReachable(() => this.ledger.renew(this.lease));
    if (news?.outcome === 'ok') this.hear(news);
    if (news?.outcome === 'fenced') this.lose();
    if (news?.outcome === 'void') this.isVoid = true;
  }

  /** Whether the ledger has the frame. Throws when it is away. */
  private async send(frame: SealedFrame): Promise<boolean> {
    const outcome = await this.sendOnce(frame);
    if (outcome === 'ok') return true;
    if (outcome === 'void') this.isVoid = true;
    else if (outcome !== 'gap' || !(await this.repair())) this.lose();
    return false;
  }

  private async sendOnce({ body, acknowledges }: SealedFrame): Promise<string> {
    const sequence = this.believed.length + 1;
    if (factsOf(body).isTerminal) return this.ledger.finish(this.lease, sequence, body);
    const { outcome, ...news } = await this.ledger.append(this.lease, sequence, [body], acknowledges);
    if (outcome === 'ok') this.hear(news);
    return outcome;
  }

  /** Whether what the log lost of ours is there again. */
  private async repair(): Promise<boolean> {
    const { outcome, logLength } = await this.ledger.append(this.lease, this.believed.length + 1, []);
    const tail = outcome === 'fenced' ? null : this.tailAfter(logLength);
    if (!tail) return false;
    return tail.length === 0 || (await this.ledger.append(this.lease, logLength + 1, tail)).outcome === 'ok';
  }

  private acknowledge({ body }: SealedFrame): void {
    this.believed.push(body);
    if (this.behaviour.logsFirst) this.deliver(body, this.believed.length);
    this.inFlight = null;
    if (factsOf(body).isTerminal) this.isLost = true;
  }

  private deliver(body: Buffer, sequence = this.believed.length + 1): void {
    const { timeline } = this.lease;
    if (this.replyTo !== '') this.network.relayed.push({ to: this.replyTo, timeline, sequence, body });
  }

  /** One call at a time, so that anything may happen in between. */
  private async regain(): Promise<void> {
    this.regaining ??= this.tryToRegain();
    const step = await untilReachable(async () => this.regaining?.next());
    if (!step || step.done) this.regaining = null;
  }

  private async *tryToRegain(): AsyncGenerator<void, void, void> {
    const { outcome, logLength } = await this.ledger.append(this.lease, this.believed.length + 1, []);
    if (outcome === 'fenced') return this.lose();
    yield;
    const tail = outcome === 'void' ? (this.tailAfter(logLength) ?? []) : [];
    const restored = tail.length > 0 ? await this.ledger.restore(logLength + 1, tail, false) : null;
    if (restored?.outcome === 'conflict') return this.lose();
    yield;
    const reclaimed = await this.ledger.reclaim(
      this.lease,
      this.believed,
      this.inFlight?.body ?? null,
      this.latestCommand,
    );
    if (reclaimed.outcome === 'fenced') this.lose();
    if (reclaimed.outcome !== 'ok') return;
    this.lease = { ...this.lease, timeline: reclaimed.timeline };
    this.isVoid = false;
  }

  private tailAfter(logLength: number): Buffer[] | null {
    return logLength < this.firstOwn ? null : this.believed.slice(logLength);
  }

  private hear({ command, replyTo }: { command: number; replyTo: string }): void {
    this.latestCommand = command;
    this.replyTo = replyTo;
  }

  private async fetchCommands(): Promise<void> {
    if (this.latestCommand <= this.obeyed || !this.behaviour.obeysNewCommands) return;
    const upTo = this.latestCommand;
    const commands = await untilReachable(() => this.ledger.commandsBetween(this.obeyed, upTo));
    if (!commands) return;
    this.pending.push(...commands);
    this.obeyed = upTo;
  }

  private lose(): void {
    if (this.behaviour.dropsWhatIsLost) this.isLost = true;
  }
}

/** A process that runs generations. */
export class ModelWorker {
  stays: Stay[] = [];
  /** What it asks for until it gets an answer. */
  asking: { epoch: number; leaseId: string } | null = null;
  /** Stopped, or cut off, with everything it knows. */
  isFrozen = false;

  constructor(
    readonly name: string,
    readonly ledger: ObservedLedger,
  ) {}

  /** What it runs at the moment. */
  get running(): Stay[] {
    this.stays = this.stays.filter(({ isLost }) => !isLost);
    return this.isFrozen ? [] : this.stays;
  }

  die(): void {
    this.stays = [];
    this.asking = null;
    this.isFrozen = false;
  }
}
