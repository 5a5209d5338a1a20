import { afterEach, describe, expect, it } from '@jest/globals';
import type { AppendOutcome, Lease, TerminateOutcome } from '#ledger';
import { type GenerationEvent, ServingError, decodeFrame } from '#protocol';
import type { RelayFrame } from '#token-relay';
import { LogCommitter } from './log-committer.js';
import type { LogWriter } from './log-writer.js';

const lease: Lease = { generationId: 'gen_a', epoch: 1, leaseId: 'lease' };
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
  calls = 0;

  append(_lease: Lease, first: number, bodies: readonly Uint8Array[]): Promise<AppendOutcome> {
    return this.answer(() => {
      if (this.taken) return { outcome: 'fenced', logLength: this.bodies.length };
      if (first > this.bodies.length + 1) return { outcome: 'gap', logLength: this.bodies.length };
      bodies.forEach((body, index) => (this.bodies[first - 1 + index] = body));
      return { outcome: 'ok', logLength: this.bodies.length };
    });
  }

  finish(_lease: Lease, sequence: number, body: Uint8Array): Promise<TerminateOutcome> {
    return this.answer(() => {
      if (sequence > this.bodies.length + 1) return 'gap';
      this.bodies[sequence - 1] = body;
      return 'ok';
    });
  }

  renew(): Promise<boolean> {
    return Promise.resolve(!this.taken);
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
    const committer = new LogCommitter(
      log,
      relay,
      () => undefined,
      (error) => errors.push(error),
    );
    open.push(committer);
    const writer: LogWriter = committer.open(lease, 'gateway:1', { frames: 0, tokens: 0 });
    return { log, delivered, writer, committer, errors };
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

  it('gives up a log that lost frames which this worker never had', async () => {
    const { log, committer } = start();
    const continued = committer.open({ ...lease, generationId: 'gen_b' }, 'gateway:1', { frames: 5, tokens: 9 });
    continued.write([1], [text('f')]);
    await continued.committed();
    expect(continued.lost.aborted).toBe(true);
    expect(log.bodies).toEqual([]);
  });

  it('drops a generation that somebody else holds now, and lets nobody wait for it', async () => {
    const { log, delivered, writer } = start();
    log.taken = true;
    writer.write(
      Array.from({ length: 1_000 }, () => 1),
      [text('stale')],
    );
    await Promise.all([writer.committed(), writer.room()]);
    expect(writer.lost.aborted).toBe(true);
    expect(delivered).toEqual([]);
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
