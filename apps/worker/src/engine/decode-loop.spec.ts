import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { DecodeLoop, type ReadOrder } from './decode-loop.js';
import type { NativeContext } from './llama-binding.js';

/** A context that computes only when it is told to, and remembers what it was given. */
class HandedContext {
  readonly batches: { sequence: number; position: number; tokens: number[] }[][] = [];
  private computing: { finish: () => void; fail: (error: Error) => void } | null = null;

  initBatch(): void {
    this.batches.push([]);
  }

  addToBatch(sequence: number, position: number, tokens: Uint32Array, logits: Uint32Array): Uint32Array {
    this.batches.at(-1)?.push({ sequence, position, tokens: [...tokens] });
    return logits;
  }

  decodeBatch(): Promise<void> {
    return new Promise((finish, fail) => (this.computing = { finish, fail }));
  }

  /** Waits until a step is computed, and ends it. */
  async compute(error?: Error): Promise<void> {
    while (this.computing === null) await new Promise(setImmediate);
    const { finish, fail } = this.computing;
    this.computing = null;
    if (error) fail(error);
    else finish();
    await new Promise(setImmediate);
  }

  get isComputing(): boolean {
    return this.computing !== null;
  }
}

function openLoop(limits = { batchTokens: 10, chunkTokens: 4 }) {
  const context = new HandedContext();
  const adapters: (string | null)[] = [];
  const loop = new DecodeLoop(context as unknown as NativeContext, limits, (adapter) => adapters.push(adapter));
  return { context, loop, adapters };
}

function order(sequence: number, tokens: number, overrides: Partial<ReadOrder> = {}): ReadOrder {
  return {
    sequence,
    firstPosition: 0,
    tokens: Array.from({ length: tokens }, (_, index) => index),
    priority: 1,
    adapter: null,
    onRead: () => undefined,
    ...overrides,
  };
}

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );

describe('the decode loop', () => {
  it('reads what several slots want in one step, and a long prompt in several', async () => {
    const { context, loop } = openLoop();
    const [long, short] = [loop.read(order(0, 18)), loop.read(order(1, 1, { firstPosition: 7 }))];
    await context.compute();
    expect(context.batches[0]).toEqual([
      { sequence: 1, position: 7, tokens: [0] },
      { sequence: 0, position: 0, tokens: [0, 1, 2, 3] },
    ]);
    expect(await outcomeOf(short)).toBe('done');
    await context.compute();
    await context.compute();
    expect(await outcomeOf(long)).toBe('done');
    expect(context.batches.slice(1).map(([part]) => part?.tokens.length)).toEqual([10, 4]);
  });

  it('lets logits be used before the next step begins', async () => {
    const { context, loop } = openLoop();
    let release: () => void = () => undefined;
    const onLogits = (): Promise<void> => new Promise((resolve) => (release = resolve));
    const drawing = loop.read(order(0, 1, { onLogits }));
    await context.compute();
    const other = loop.read(order(1, 1));
    await new Promise(setImmediate);
    expect(context.isComputing).toBe(false);
    release();
    await drawing;
    await context.compute();
    await other;
  });

  it('changes a sequence only between two steps', async () => {
    const { context, loop } = openLoop();
    const reading = loop.read(order(0, 1));
    while (!context.isComputing) await new Promise(setImmediate);
    let changedWhileComputing: boolean | null = null;
    const changed = loop.exclusively(() => (changedWhileComputing = context.isComputing));
    await context.compute();
    await Promise.all([reading, changed]);
    expect(changedWhileComputing).toBe(false);
    expect(await outcomeOf(loop.exclusively(() => Promise.reject(new Error('no'))))).toBe('no');
  });

  it('forgets a read whose signal is aborted, at once, and counts the tokens of the step that was under way', async () => {
    const { context, loop } = openLoop();
    const leaving = new AbortController();
    let held = 0;
    const reading = outcomeOf(loop.read(order(0, 100, { onRead: (tokens) => (held += tokens) }), leaving.signal));
    while (!context.isComputing) await new Promise(setImmediate);
    leaving.abort(new Error('left'));
    expect(await reading).toBe('left');
    await context.compute();
    expect([held, context.batches.length]).toEqual([10, 1]);
    expect(await outcomeOf(loop.read(order(0, 1), leaving.signal))).toBe('left');
  });

  it('leaves nothing behind at a signal that lives on', async () => {
    const { context, loop } = openLoop();
    const { signal } = new AbortController();
    for (let count = 0; count < 3; count++) {
      const reading = loop.read(order(0, 1), signal);
      await context.compute();
      await reading;
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('lets one slot\u2019s trouble with its logits be its own, and a failed step that of its slots', async () => {
    const { context, loop } = openLoop();
    const troubled = outcomeOf(loop.read(order(0, 1, { onLogits: () => Promise.reject(new Error('odd')) })));
    const fine = outcomeOf(loop.read(order(1, 1)));
    await context.compute();
    expect(await Promise.all([troubled, fine])).toEqual(['odd', 'done']);
    const lost = outcomeOf(loop.read(order(0, 1)));
    await context.compute(new Error('no memory'));
    expect(await lost).toBe('no memory');
    const next = outcomeOf(loop.read(order(0, 1)));
    await context.compute();
    expect(await next).toBe('done');
  });

  it('never mixes adapters in a step, and tells which one comes', async () => {
    const { context, loop, adapters } = openLoop();
    const reads = ['b', null, 'A', 'b'].map((adapter, sequence) => loop.read(order(sequence, 1, { adapter })));
    for (let step = 0; step < 3; step++) await context.compute();
    await Promise.all(reads);
    expect(context.batches.map((batch) => batch.map(({ sequence }) => sequence))).toEqual([[2], [0, 3], [1]]);
    expect(adapters).toEqual(['A', 'b', null]);
  });

  it('stops when the step under way has ended, and not before', async () => {
    const { context, loop } = openLoop();
    const reading = outcomeOf(loop.read(order(0, 100)));
    while (!context.isComputing) await new Promise(setImmediate);
    let hasStopped = false;
    const stopping = loop.stop().then(() => (hasStopped = true));
    expect(await reading).toBe('The engine was closed');
    await new Promise(setImmediate);
    expect(hasStopped).toBe(false);
    await context.compute();
    await stopping;
    expect(await outcomeOf(loop.read(order(0, 1)))).toBe('The engine was closed');
    expect(await outcomeOf(loop.exclusively(() => 1))).toBe('The engine was closed');
    expect(context.batches).toHaveLength(1);
  });
});
