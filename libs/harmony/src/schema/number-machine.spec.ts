import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Effort } from './effort.js';
import { machineAccepts } from './machine.js';
import { numberMachine } from './number-machine.js';

describe('the automaton of a number range', () => {
  it('accepts every number of the range that is a multiple of the step, however it is written, and no other', () => {
    const limit = fc.integer({ min: -1500, max: 1500 });
    fc.assert(
      fc.property(limit, limit, fc.nat({ max: 3 }), fc.integer({ min: 1, max: 12 }), (one, other, scale, step) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const machine = numberMachine({ low: BigInt(low), high: BigInt(high), scale, step }, new Effort());
        const wrong: string[] = [];
        for (let units = -1600; units <= 1600; units += 1 + (units % 3 === 0 ? 0 : 1)) {
          const isWanted = units >= low && units <= high && units % step === 0;
          for (const text of spellingsOf(units, scale)) {
            if (machineAccepts(machine, text) !== isWanted) wrong.push(text);
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it.each(['', '-', '01', '-0', '1.', '.5', '1e1', '+1', '1.5', ' 1'])(
    'does not accept "%s" as a whole number',
    (text) => {
      const machine = numberMachine({ low: -100n, high: 100n, scale: 0, step: 1 }, new Effort());
      expect(machineAccepts(machine, text)).toBe(false);
    },
  );

  it('tells numbers apart that are the same as doubles', () => {
    const machine = numberMachine({ low: 0n, high: 2n ** 53n, scale: 0, step: 1 }, new Effort());
    expect(['9007199254740992', '9007199254740993'].map((text) => machineAccepts(machine, text))).toEqual([
      true,
      false,
    ]);
  });
});

/** With all digits after the point, and without the zeros at the end. */
function spellingsOf(units: number, scale: number): string[] {
  const value = units / 10 ** scale;
  return [...new Set([value.toFixed(scale), String(value)])].filter((text) => !/^-0(\.0+)?$/.test(text));
}
