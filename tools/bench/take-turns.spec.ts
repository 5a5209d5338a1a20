import { describe, expect, it } from '@jest/globals';
import { takeTurns } from './take-turns.js';

describe('taking turns', () => {
  it('reverses the order in every other round, and keeps the results apart', async () => {
    const order: string[] = [];
    const results = await takeTurns(['a', 'b'], 3, (contender, round) => {
      order.push(contender);
      return Promise.resolve(`${contender}${round}`);
    });
    expect(order.join('')).toBe('abbaab');
    expect(results).toEqual([
      ['a0', 'a1', 'a2'],
      ['b0', 'b1', 'b2'],
    ]);
  });
});
