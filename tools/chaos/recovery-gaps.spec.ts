import { describe, expect, it } from '@jest/globals';
import type { Mark } from './history.js';
import { recoveryGaps } from './recovery-gaps.js';

const steady = Array.from({ length: 100 }, (_, index) => index * 40);
/** Stands still from 1000 ms on for so long. */
const interrupted = (ms: number): number[] => steady.map((time) => (time > 1_000 ? time + ms : time));
const kill: Mark = { name: 'kill worker', role: 'worker', seat: 0, fromMs: 1_010, untilMs: 3_000, running: 2 };

describe('recovery gaps', () => {
  it('are the longest silences at a kill, as many as the worker had generations', () => {
    const gaps = recoveryGaps([kill], [steady, interrupted(700), interrupted(500), interrupted(300)], 25);
    expect(gaps).toEqual([
      { ms: 740, isAlone: true },
      { ms: 540, isAlone: true },
    ]);
  });

  it('are no ordinary distances between tokens, and none of streams that began later or had ended', () => {
    const late = steady.map((time) => time + 2_000);
    const early = steady.slice(0, 10);
    expect(recoveryGaps([kill], [steady, late, early], 25)).toEqual([]);
  });

  it('are told apart when something else happened meanwhile', () => {
    const redis: Mark = { ...kill, name: 'kill Redis', role: 'redis', fromMs: 900, untilMs: 1_100 };
    const start: Mark = { ...kill, fromMs: 500, untilMs: 2_000, seat: 1, running: 0 };
    expect(recoveryGaps([kill, start], [interrupted(700)], 25)).toEqual([{ ms: 740, isAlone: true }]);
    expect(recoveryGaps([kill, redis], [interrupted(700)], 25)).toEqual([{ ms: 740, isAlone: false }]);
  });
});
