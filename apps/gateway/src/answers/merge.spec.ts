import { describe, expect, it } from '@jest/globals';
import { merge } from './merge.js';

const STAYING = new AbortController().signal;

/** A source that gives values when it is told to, and notes what becomes of it. */
class FakeSource {
  asked = 0;
  ended = false;
  private readonly waiting: { value?: string; error?: Error }[] = [];
  private wake: () => void = () => undefined;

  readonly open = (leaving: AbortSignal): AsyncGenerator<string, void, void> => this.values(leaving);

  give(...values: string[]): void {
    this.waiting.push(...values.map((value) => ({ value })));
    this.wake();
  }

  fail(error: Error): void {
    this.waiting.push({ error });
    this.wake();
  }

  end(): void {
    this.waiting.push({});
    this.wake();
  }

  private async *values(leaving: AbortSignal): AsyncGenerator<string, void, void> {
    leaving.addEventListener('abort', () => this.wake());
    try {
      while (!leaving.aborted) {
        this.asked++;
        if (this.waiting.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
        const next = this.waiting.shift();
        if (next?.error) throw next.error;
        if (next?.value === undefined) return;
        yield next.value;
      }
    } finally {
      this.ended = true;
    }
  }
}

const fakes = (): [FakeSource, FakeSource] => [new FakeSource(), new FakeSource()];
const mergeFakes = (sources: readonly FakeSource[], left = STAYING) =>
  merge(
    sources.map(({ open }) => open),
    left,
  );

describe('a merge of sources', () => {
  it('gives each value as soon as it comes, whoever else is silent', async () => {
    const [one, two] = fakes();
    const merged = mergeFakes([one, two]);
    two.give('a');
    expect(await merged.next()).toEqual({ done: false, value: 'a' });
    const next = merged.next();
    two.give('b');
    expect(await next).toEqual({ done: false, value: 'b' });
    const last = merged.next();
    one.give('c');
    expect(await last).toEqual({ done: false, value: 'c' });
    await merged.return();
  });

  it('keeps the order of each, and ends when all have ended', async () => {
    const [one, two] = fakes();
    one.give('1', '2', '3');
    two.give('a', 'b');
    one.end();
    two.end();
    const values: string[] = [];
    for await (const value of mergeFakes([one, two])) values.push(value);
    expect(values.filter((value) => value < 'a')).toEqual(['1', '2', '3']);
    expect(values.filter((value) => value >= 'a')).toEqual(['a', 'b']);
  });

  it('asks no source for more than it passes on', async () => {
    const [one, two] = fakes();
    one.give('1', '2', '3');
    const merged = mergeFakes([one, two]);
    await merged.next();
    await new Promise(setImmediate);
    expect(one.asked).toBe(1);
    await merged.return();
  });

  it('ends every source when its reader leaves, silent ones too', async () => {
    const [one, two] = fakes();
    one.give('1');
    const merged = mergeFakes([one, two]);
    await merged.next();
    await merged.return();
    expect([one.ended, two.ended]).toEqual([true, true]);
  });

  it('ends when it is left from outside while all are silent', async () => {
    const [one, two] = fakes();
    const leaving = new AbortController();
    const next = mergeFakes([one, two], leaving.signal).next();
    leaving.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect([one.ended, two.ended]).toEqual([true, true]);
  });

  it('fails with the first source that fails, and ends the others', async () => {
    const [one, two] = fakes();
    const next = mergeFakes([one, two]).next();
    two.fail(new Error('broken'));
    await expect(next).rejects.toThrow('broken');
    expect([one.ended, two.ended]).toEqual([true, true]);
  });

  it('of no source ends at once', async () => {
    expect(await mergeFakes([]).next()).toEqual({ done: true, value: undefined });
  });
});
