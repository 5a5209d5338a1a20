import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { type Accepted, Answers } from './answers.js';

/** Generations that say nothing until they are left. */
function scene() {
  const left: string[] = [];
  async function* follow(id: string, _from: number, signal: AbortSignal): AsyncGenerator<never, void, void> {
    try {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      yield* [];
    } finally {
      left.push(id);
    }
  }
  const unused = (): never => {
    throw new Error('Nobody should have asked for this');
  };
  const answers = new Answers(
    { acceptAll: unused, follow, attach: unused },
    { record: (_generation, frames) => frames },
    { once: unused },
    { takeRequest: unused, takePrompts: unused, settleAtEnd: unused },
    { eventStream: { heartbeatMs: 1_000, stalledMs: 1_000 }, holdStatusMs: 1 },
  );
  const choices = [sampleGeneration({ id: 'gen_1' }), sampleGeneration({ id: 'gen_2' })] as const;
  const accepted: Accepted = { choices, isKnown: false };
  return { answers, accepted, left };
}

describe('what an answer needs once its generations are accepted', () => {
  it('is had, and they go on', async () => {
    const { answers, accepted, left } = scene();
    expect(await answers.prepare(accepted, Promise.resolve('a secret'))).toBe('a secret');
    expect(left).toEqual([]);
  });

  it('is not to be had, and they are left, since nobody will follow them', async () => {
    const { answers, accepted, left } = scene();
    const needed = Promise.reject(new ServingError('ledger_unavailable'));
    await expect(answers.prepare(accepted, needed)).rejects.toMatchObject({ code: 'ledger_unavailable' });
    expect(left).toEqual(['gen_1', 'gen_2']);
  });
});
