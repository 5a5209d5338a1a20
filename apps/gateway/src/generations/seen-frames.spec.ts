import { describe, expect, it } from '@jest/globals';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { SeenFrames } from './seen-frames.js';

const body = (text: string): Uint8Array => Buffer.from(text);
const later = (milliseconds: number): number => performance.now() + milliseconds;

function seenOf(id: string, ...sequences: number[]): SeenFrames {
  const seen = new SeenFrames();
  seen.begin(id, null, true);
  for (const sequence of sequences) seen.keep(id, sequence, body(String(sequence)), false);
  return seen;
}

describe('what was seen here', () => {
  it('is one stretch of the log, however many followers saw it', () => {
    const seen = seenOf('a', 1, 2, 1, 2, 3, 2);
    expect(seen.logOf('a')).toEqual({
      id: 'a',
      generation: null,
      firstSequence: 1,
      bodies: ['1', '2', '3'].map(body),
      isTerminal: false,
    });
  });

  it('begins anew behind frames that were not seen', () => {
    expect(seenOf('a', 1, 2, 9, 10).logOf('a')).toMatchObject({ firstSequence: 9, bodies: ['9', '10'].map(body) });
  });

  it('keeps the last frame of what is followed, however old, since it says how long the log was', () => {
    const seen = seenOf('a', 1, 2, 3);
    seen.forgetOld(later(60_000));
    expect(seen.logOf('a')).toMatchObject({ firstSequence: 3, bodies: [body('3')] });
  });

  it('is kept for a while after the last follower left, with the end of the log', () => {
    const seen = seenOf('a', 1);
    seen.keep('a', 2, body('end'), true);
    seen.end('a');
    seen.forgetOld(later(10_000));
    expect(seen.logOf('a')).toMatchObject({ bodies: ['1', 'end'].map(body), isTerminal: true });
    seen.forgetOld(later(60_000));
    expect(seen.logOf('a')).toBeNull();
  });

  it('is not believed in another timeline before it is settled', () => {
    const seen = seenOf('a', 1);
    expect([seen.isSettled('a'), seen.unsettleAll(), seen.isSettled('a')]).toEqual([true, ['a'], false]);
    seen.settle('a');
    expect([seen.isSettled('a'), seen.isSettled('b')]).toEqual([true, true]);
  });

  it('knows what was accepted here, and forgets what nobody came to follow', () => {
    const generation = sampleGeneration();
    const seen = new SeenFrames();
    expect(seen.isExpected(generation.id)).toBe(false);
    seen.begin(generation.id, generation, false);
    expect(seen.isExpected(generation.id)).toBe(true);
    seen.begin(generation.id, null, true);
    expect(seen.generationOf(generation.id)).toBe(generation);
    seen.end(generation.id);
    seen.forgetOld(later(60_000));
    expect(seen.generationOf(generation.id)).toBeNull();
  });
});
