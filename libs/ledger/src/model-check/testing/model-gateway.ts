import type { Generation } from '#protocol';
import type { Behaviour } from './behaviour.js';
import type { CheckedConnection } from './checked-connection.js';
import type { Client } from './client.js';
import { errorBody, factsOf } from './frames.js';
import { type RelayedFrame, untilReachable } from './network.js';
import type { ObservedLedger } from './observed-ledger.js';
import type { Oracle } from './oracle.js';

/** What a gateway process has in its memory. */
interface Memory {
  /** Frames that were given to a client here, without gaps. */
  seen: { sequence: number; body: Buffer }[];
  client: Client | null;
  /** Known if it was accepted here. */
  generation: Generation | null;
  hasToRestore: boolean;
  restoring: AsyncGenerator<void, void, void> | null;
}

const FRESH: Memory = { seen: [], client: null, generation: null, hasToRestore: false, restoring: null };

/** A gateway with at most one client, as its followers, its restorer and its following deal with it. */
export class ModelGateway {
  private memory: Memory = { ...FRESH, seen: [] };

  constructor(
    readonly address: string,
    readonly ledger: ObservedLedger,
    private readonly connection: Pick<CheckedConnection, 'connect' | 'forget' | 'hearOf' | 'timeline'>,
    private readonly oracle: Oracle,
    private readonly graceMs: number | null,
    private readonly presentTimeline: () => string | null,
    private readonly queue: (epoch: number) => void,
    private readonly behaviour: Behaviour,
  ) {}

  get client(): Client | null {
    return this.memory.client;
  }

  /** Whether what a client was given can be given back from here, as far as the log does not have it. */
  knows(client: Client, logLength: number): boolean {
    const first = this.memory.seen[0]?.sequence ?? client.received.length + 1;
    const isForgotten = this.oracle.state === 'absent' && !this.memory.generation;
    return this.memory.client === client && first <= logLength + 1 && !isForgotten;
  }

  /** Another process takes its place: it knows nothing. */
  die(): void {
    this.memory = { ...FRESH, seen: [] };
    this.connection.forget();
  }

  async connect(): Promise<void> {
    await this.connection.connect();
  }

  timelineChanged(): void {
    const { client, generation } = this.memory;
    this.memory.hasToRestore = this.behaviour.restores && (client !== null || generation !== null);
    this.memory.restoring = null;
  }

  async accept(generation: Generation, client: Client): Promise<void> {
    this.memory.generation = generation;
    this.memory.client = client;
    client.isFollowing = true;
    await this.ledger.accept(generation, this.address, this.graceMs, false);
    this.queue(1);
  }

  /** A client comes (again), with what it has. */
  async attach(client: Client): Promise<void> {
    const record = await this.ledger.describe();
    if (!record) return;
    if (this.behaviour.keepsFollowing) await this.ledger.keepFollowing(this.address);
    // What was seen for another reader is kept; without a gap to what this one has, or not at all.
    if (this.memory.seen.length > 0 && client.received.length + 1 > (this.memory.seen.at(-1)?.sequence ?? 0) + 1)
      this.memory.seen = [];
    this.memory.client = client;
    client.isFollowing = true;
  }

  /** Sees to it that the live frames come here if nobody gets them. */
  async claim(isHeard: (replyTo: string) => boolean): Promise<void> {
    const record = await this.ledger.describe();
    if (!record || record.state === 'finished' || record.replyTo === this.address || isHeard(record.replyTo)) return;
    await this.ledger.follow(this.address, record.replyTo);
  }

  /** The client leaves: a foreground generation ends with it. */
  async leave(isForeground: boolean): Promise<void> {
    const { client } = this.memory;
    if (!client) return;
    this.memory.client = null;
    if (client.ending !== null) return;
    if (isForeground) await this.ledger.terminate(errorBody('The client left.'), 'client-left');
    else await this.ledger.follow('', this.address);
  }

  async receive({ timeline, sequence, body }: RelayedFrame): Promise<void> {
    const { client } = this.memory;
    if (!client || client.ending !== null) return;
    if (timeline !== this.connection.timeline && this.behaviour.doubtsOtherTimelines) {
      this.connection.hearOf(timeline);
      return this.look();
    }
    if (this.memory.hasToRestore && this.behaviour.restoresFirst) return this.restore();
    if (sequence > client.received.length + 1 && this.behaviour.keepsOrder) return this.look();
    this.give(sequence, body);
  }

  /** Reads the log; what clients saw has to be in it before anything that came later is believed. */
  async look(): Promise<void> {
    if (!this.behaviour.tails) return;
    await untilReachable(() => this.connection.connect());
    const { client } = this.memory;
    if (this.memory.hasToRestore && this.behaviour.restoresFirst) return this.restore();
    if (!client || client.ending !== null) return;
    const frames = await untilReachable(() => this.ledger.read(client.received.length + 1));
    for (const { sequence, body } of frames ?? []) this.give(sequence, body);
    if (frames?.length === 0 && (await untilReachable(() => this.ledger.exists())) === false)
      this.memory.hasToRestore ||= this.behaviour.restores;
  }

  async keepFollowing(): Promise<void> {
    if (this.memory.client && this.behaviour.keepsFollowing) await this.ledger.keepFollowing(this.address);
  }

  /** Gives back what was seen here, one call at a time. */
  async restore(): Promise<void> {
    await untilReachable(() => this.connection.connect());
    if (!this.memory.hasToRestore) return;
    this.memory.restoring ??= this.giveBack();
    const step = await untilReachable(async () => this.memory.restoring?.next());
    if (step && !step.done) return;
    this.memory.restoring = null;
    if (step) this.memory.hasToRestore = false;
  }

  private async *giveBack(): AsyncGenerator<void, void, void> {
    const { outcome, logLength } = await this.offer();
    if (outcome === 'unknown') yield* this.takeInAgain();
    else if (outcome === 'gap') yield* this.giveUp(logLength);
    else if (outcome === 'conflict') this.endStream();
  }

  private offer(): ReturnType<ObservedLedger['restore']> {
    const { seen } = this.memory;
    const bodies = seen.map(({ body }) => body);
    return this.ledger.restore(seen[0]?.sequence ?? 1, bodies, true);
  }

  private async *takeInAgain(): AsyncGenerator<void, void, void> {
    const { generation, seen } = this.memory;
    const last = seen.at(-1);
    if (last && factsOf(last.body).isTerminal) return;
    if (!generation || (seen[0]?.sequence ?? 1) > 1) return this.endStream();
    await this.ledger.accept(generation, this.address, this.graceMs, this.behaviour.acceptsAgain);
    yield;
    if ((await this.offer()).outcome !== 'ok') return this.endStream();
    this.queue(1);
  }

  /** The frames in between are nowhere. */
  private async *giveUp(logLength: number): AsyncGenerator<void, void, void> {
    await this.ledger.restore(logLength + 1, [], true);
    yield;
    await this.ledger.terminate(errorBody('Redis lost a part of it.'), 'always');
    this.endStream();
  }

  private endStream(): void {
    const { client } = this.memory;
    if (client && client.ending === null) this.oracle.gaveUp(client);
  }

  private give(sequence: number, body: Buffer): void {
    const { client, seen } = this.memory;
    if (!client || client.ending !== null) return;
    if (sequence !== client.received.length + 1 && this.behaviour.keepsOrder) return;
    const isBlind = this.connection.timeline !== this.presentTimeline();
    this.oracle.given(client, sequence, body, isBlind);
    if (sequence > (seen.at(-1)?.sequence ?? sequence - 1)) seen.push({ sequence, body });
  }
}
