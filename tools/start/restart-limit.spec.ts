import { describe, expect, it } from '@jest/globals';
import { mayRestart, recentDeaths } from './restart-limit.js';

const SECOND_MS = 1_000;

describe('a process that dies again and again', () => {
  it('is started again five times within a minute, and not a sixth time', () => {
    let deaths: number[] = [];
    const allowed = [0, 1, 2, 3, 4, 5].map((second) => {
      deaths = recentDeaths(deaths, second * SECOND_MS);
      return mayRestart(deaths);
    });
    expect(allowed).toEqual([true, true, true, true, true, false]);
  });

  it('is forgiven what is longer ago than a minute', () => {
    expect(recentDeaths([0, 30 * SECOND_MS], 60 * SECOND_MS)).toEqual([30 * SECOND_MS, 60 * SECOND_MS]);
  });
});
