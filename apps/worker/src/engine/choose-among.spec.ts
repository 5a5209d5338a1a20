import { describe, expect, it } from '@jest/globals';
import { PLAIN_SAMPLING } from '../../../../test/support/sample-generation.js';
import { chooseAmong } from './choose-among.js';
import { fractionAt } from './random-number.js';

const CANDIDATES = [
  { tokenId: 1, logit: Math.log(0.6) },
  { tokenId: 2, logit: Math.log(0.3) },
  { tokenId: 3, logit: Math.log(0.1) },
];

function shares(settings: Partial<typeof PLAIN_SAMPLING>): number[] {
  const sampling = { ...PLAIN_SAMPLING, ...settings, seed: 0 };
  const counts = [0, 0, 0];
  const draws = 10_000;
  for (let draw = 0; draw < draws; draw++) {
    const tokenId = chooseAmong(CANDIDATES, sampling, fractionAt(99, draw));
    counts[tokenId - 1] = (counts[tokenId - 1] ?? 0) + 1 / draws;
  }
  return counts.map((share) => Math.round(share * 20) / 20);
}

describe('choosing among a few tokens', () => {
  it('draws each as often as the model finds it likely', () => {
    expect(shares({})).toEqual([0.6, 0.3, 0.1]);
  });

  it('takes the likeliest at temperature 0, and sharpens below 1', () => {
    expect(shares({ temperature: 0 })).toEqual([1, 0, 0]);
    expect(shares({ temperature: 0.5 })).toEqual([0.8, 0.2, 0]);
  });

  it('keeps to top-k, top-p and min-p', () => {
    expect(shares({ topK: 2 })).toEqual([0.65, 0.35, 0]);
    expect(shares({ topP: 0.7 })).toEqual([0.65, 0.35, 0]);
    expect(shares({ topP: 0.5 })).toEqual([1, 0, 0]);
    expect(shares({ minP: 0.4 })).toEqual([0.65, 0.35, 0]);
  });
});

describe('the random number of a place', () => {
  it('is evenly spread, and another one for another place or seed', () => {
    const numbers = Array.from({ length: 10_000 }, (_, position) => fractionAt(7, position));
    const tenths = Array.from({ length: 10 }, (_, tenth) => numbers.filter((n) => Math.floor(n * 10) === tenth).length);
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    expect(new Set(numbers).size).toBeGreaterThan(9_990);
    expect(fractionAt(7, 3)).toBe(fractionAt(7, 3));
    expect(fractionAt(8, 3)).not.toBe(fractionAt(7, 3));
  });
});
