import { afterEach, describe, expect, it } from '@jest/globals';
import type { AppendOutcome, Lease, ReclaimOutcome, RenewOutcome, RestoreOutcome, TerminateOutcome } from '#ledger';
import { type GenerationEvent, ServingError, decodeFrame } from '#protocol';
import type { RelayFrame } from '#token-relay';
import { LogCommitter } from './log-committer.js';
import type { LogWriter } from './log-writer.js';

const lease: Lease = { generationId: 'gen_a', epoch: 1, leaseId: 'lease', timeline: 'first' };
const news = { command: 0, replyTo: 'gateway:1' };
const finish: GenerationEvent = {
  type: 'finish',
  reason: 'stop',
  usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 },
};
const text = (letters: string): GenerationEvent => ({ type: 'content-delta', item: 0, text: letters });

/** A log in memory with the rules of the append script, that can be away, forget its tail, or be taken by somebody else. */
class MemoryLog {
  readonly bodies: Uint8Array[] = [];
  away = false;
  loseReply = false;
  taken = false;
  timeline = 'first';
  news = news;
  calls = 0;
  /** Told of each append. */
  onAppend: (bodies: readonly Uint8Array[]) => void = () => undefined;
  private reclaims = 0;

  append(_lease: Lease, first: number, bodies: readonly Uint8Array[]): Promise<AppendOutcome> {
    return this.answer(() => {
      const reply = (outcome: AppendOutcome['outcome']) => ({ ...this.news, outcome, logLength: this.bodies.length });
      this.onAppend(bodies);
      if (this.taken) return reply('fenced');
      if (_lease.timeline !== this.timeline) return reply('void');
      if (first > this.bodies.length + 1) return reply('gap');
      bodies.forEach((body, index) => (this.bodies[first - 1 + index] = body));
      return reply('ok');
    });
  }

  finish(_lease: Lease, sequence: number, body: Uint8Array): Promise<TerminateOutcome> {
    return this.answer(() => {
      if (_lease.timeline !== this.timeline) return 'void';
      if (sequence > this.bodies.length + 1) return 'gap';
      this.bodies[sequence - 1] = body;
      return 'ok';
    });
  }

  renew(): Promise<RenewOutcome> {
    return Promise.resolve({ ...this.news, outcome: this.taken ? 'fenced' : 'ok' });
  }

  restore(_id: string, first: number, bodies: readonly Uint8Array[]): Promise<RestoreOutcome> {
    return this.answer(() => {
      bodies.forEach((body, index) => (this.bodies[first - 1 + index] = body));
      return { outcome: 'ok', logLength: this.bodies.length, isTaken: false };
    });
  }

  /** The follower has its say after the second time. */
  reclaim(_lease: Lease, knownLength: number): Promise<ReclaimOutcome> {
    return this.answer(() => {
      if (this.reclaims++ < 2) return { outcome: 'wait' };
      return knownLength === this.bodies.length ? { outcome: 'ok', timeline: this.timeline } : { outcome: 'fenced' };
    });
  }

  get texts(): string[] {
    return this.bodies.map((body, index) =>
      decodeFrame(index + 1, body)
        .events.map((event) => ('text' in event ? event.text : event.type))
        .join('+'),
    );
  }

  private async answer<Reply>(act: () => Reply): Promise<Reply> {
    this.calls++;
    await new Promise(setImmediate);
    if (this.away) throw new ServingError('ledger_unavailable');
    const reply = act();
    if (!this.loseReply) return reply;
    this.loseReply = false;
    throw new ServingError('ledger_unavailable');
  }
}

describe('the log committer', () => {
  const open: LogCommitter[] = [];
  afterEach(() => open.splice(0).forEach((committer) => committer.stop()));

  function start() {
    const log = new MemoryLog();
    const delivered: RelayFrame[] = [];
    const errors: Error[] = [];
    const relay = {
      deliver: (frames: readonly RelayFrame[]) => void delivered.push(...frames),
      release: () => undefined,
    };
    const fenced: number[] = [];
    const vouching = { begin: () => undefined, end: () => undefined };
    const committer = new LogCommitter(log, relay, vouching, {
      committed: () => undefined,
      fenced: (unloggedTokens) => void fenced.push(unloggedTokens),
      failed: (error) => void errors.push(error),
    });
    open.push(committer);
    const writer: LogWriter = committer.open(lease, news, 0);
    return { log, delivered, writer, committer, errors, fenced };
  }

  it('delivers a frame only after the log has it, and gathers what is written meanwhile into the next one', async () => {
    const { log, delivered, writer } = start();
    writer.write([1], [text('a')]);
    expect(delivered).toEqual([]);
    while (log.calls === 0) await new Promise(setImmediate);
    writer.write([2], [text('b')]);
    writer.write([3], [text('c')]);
    writer.write([], [finish]);
    await writer.committed();
    expect(log.texts).toEqual(['a', 'bc+finish']);
    await new Promise(setImmediate);
    expect(delivered.map(({ sequence, terminal }) => [sequence, terminal])).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('offers the very same frame again when the ledger is away or its reply was lost', async () => {
    const { log, writer, errors } = start();
    log.loseReply = true;
    writer.write([1], [text('a')]);
    while (log.loseReply) await new Promise(setImmediate);
    log.away = true;
    writer.write([2], [text('b')]);
    setTimeout(() => (log.away = false), 150);
    await writer.committed();
    expect(log.texts).toEqual(['a', 'b']);
    expect(errors).toEqual([]);
  });

  it('gives a log that lost its tail the missing frames again before the next one', async () => {
    const { log, writer } = start();
    for (const letter of ['a', 'b', 'c']) {
      writer.write([1], [text(letter)]);
      await writer.committed();
    }
    log.bodies.length = 1;
    writer.write([1], [finish]);
    await writer.committed();
    expect(log.texts).toEqual(['a', 'b', 'c', 'finish']);
    expect(writer.lost.aborted).toBe(false);
  });

  it('waits for its lease when Redis goes back in time while a log is being mended', async () => {
    const { log, writer } = start();
    for (const letter of ['a', 'b', 'c']) {
      writer.write([1], [text(letter)]);
      await writer.committed();
    }
    log.bodies.length = 1;
    log.onAppend = (bodies) => {
      if (bodies.length === 2) log.timeline = 'second';
    };
    writer.write([1], [finish]);
    await writer.committed();
    expect([log.timeline, log.texts]).toEqual(['second', ['a', 'b', 'c', 'finish']]);
    expect(writer.lost.aborted).toBe(false);
  });

  it('gives up a log that lost frames which this worker never had', async () => {
    const { log, committer } = start();
    const continued = committer.open({ ...lease, generationId: 'gen_b' }, news, 5);
    continued.write([1], [text('f')]);
    await continued.committed();
    expect(continued.lost.aborted).toBe(true);
    expect(log.bodies).toEqual([]);
  });

  it('gives up a generation that cannot be written down, and goes on with the others', async () => {
    const { log, writer, committer, errors } = start();
    const broken = committer.open({ ...lease, generationId: 'gen_b' }, news, 0);
    broken.write([Number.NaN], []);
    await broken.committed();
    expect(broken.lost.aborted).toBe(true);
    expect(errors).toHaveLength(1);
    writer.write([1], [text('a')]);
    await writer.committed();
    expect(log.texts).toEqual(['a']);
  });

  it('drops a generation that somebody else holds now, and lets nobody wait for it', async () => {
    const { log, delivered, writer, fenced } = start();
    log.taken = true;
    writer.write(
      Array.from({ length: 1_000 }, () => 1),
      [text('stale')],
    );
    await Promise.all([writer.committed(), writer.room()]);
    expect(writer.lost.aborted).toBe(true);
    expect(delivered).toEqual([]);
    expect(fenced).toEqual([1_000]);
  });

  it('gives a Redis that went back in time the lost frames, and goes on when the lease is its own again', async () => {
    const { log, delivered, writer, fenced } = start();
    for (const letter of ['a', 'b']) {
      writer.write([1], [text(letter)]);
      await writer.committed();
    }
    log.bodies.length = 1;
    log.timeline = 'second';
    writer.write([2], [text('c')]);
    writer.write([3], [finish]);
    await writer.committed();
    await new Promise(setImmediate);
    expect(log.texts).toEqual(['a', 'b', 'c+finish']);
    expect(delivered.map(({ timeline }) => timeline)).toEqual(['first', 'first', 'second']);
    expect(fenced).toEqual([]);
  });

  it("follows the follower, and begins a frame of its own with a command's effect", async () => {
    const { log, delivered, writer } = start();
    writer.write([1], [text('a')]);
    await writer.committed();
    log.news = { command: 1, replyTo: 'gateway:2' };
    writer.write([2], [text('b')]);
    await writer.committed();
    expect(writer.latestCommand).toBe(1);
    log.away = true;
    writer.write([3], [text('c')]);
    writer.write([7, 8], [{ type: 'rewound', command: 1, toToken: 1, standing: [] }]);
    writer.write([9], [text('d')]);
    setTimeout(() => (log.away = false), 50);
    await writer.committed();
    expect(log.texts).toEqual(['a', 'b', 'c', 'rewound+d']);
    expect(log.bodies.map((body, index) => decodeFrame(index + 1, body).firstTokenIndex)).toEqual([0, 1, 2, 1]);
    log.news = { command: 1, replyTo: '' };
    writer.write([10], [text('e')]);
    await writer.committed();
    await new Promise(setImmediate);
    expect(delivered.map(({ gatewayAddress }) => gatewayAddress)).toEqual([
      'gateway:1',
      'gateway:2',
      'gateway:2',
      'gateway:2',
    ]);
  });

  it('makes a slot wait when too much is uncommitted', async () => {
    const { log, writer } = start();
    log.away = true;
    writer.write(
      Array.from({ length: 1_000 }, () => 1),
      [text('much')],
    );
    let hasRoom = false;
    const room = writer.room().then(() => (hasRoom = true));
    await new Promise(setImmediate);
    expect(hasRoom).toBe(false);
    log.away = false;
    await room;
    expect(log.texts).toEqual(['much']);
  });
});
