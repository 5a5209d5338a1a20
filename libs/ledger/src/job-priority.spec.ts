import { describe, expect, it } from '@jest/globals';
import { GENERATION_CLASSES } from '#protocol';
import { classOfPriority, classOfScore, jobPriority } from './job-priority.js';

describe('the priority of a job', () => {
  it('puts a higher class first, and within a class what was started before', () => {
    const priorities = GENERATION_CLASSES.flatMap((one) => [jobPriority(one, 7), jobPriority(one, 1)]);
    expect(priorities).toEqual([...priorities].sort((left, right) => left - right));
    expect(new Set(priorities).size).toBe(8);
    expect(Math.min(...priorities)).toBeGreaterThan(0);
    expect(Math.max(...priorities)).toBeLessThan(2 ** 21);
  });

  it('tells the class again, from itself and from its place in the queue', () => {
    for (const one of GENERATION_CLASSES)
      for (const epoch of [1, 2]) {
        const priority = jobPriority(one, epoch);
        expect([
          classOfPriority(priority),
          classOfScore(priority * 2 ** 32),
          classOfScore(priority * 2 ** 32 + 99),
        ]).toEqual([one, one, one]);
      }
    expect(() => classOfPriority(0)).toThrow('No class');
  });
});
