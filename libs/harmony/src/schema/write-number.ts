import type { Limit, NumberAlternative } from './alternative.js';
import { decimalOf, shifted, type Decimal } from './decimal.js';
import type { GrammarSequence } from './grammar.js';
import type { GrammarWriter } from './grammar-writer.js';
import { freeInteger, freeNumber } from './json-rules.js';
import { numberMachine } from './number-machine.js';
import { SchemaRefusal } from './schema-refusal.js';
import { asThemselves, writeMachine } from './write-machine.js';

/** Decimals of 15 digits and whole numbers up to 2^53 are told apart by a double; beyond, limits would blur. */
const EXACT_DIGITS = 15;
const LARGEST_INTEGER = 2n ** 53n;
const MOST_FRACTION_DIGITS = 10;
const LARGEST_STEP = 2000n;

/** Limited numbers are written without an exponent, up to 2^53 and with ten digits after the point at most. */
export function writeNumber(
  alternative: NumberAlternative,
  { grammar, reader }: GrammarWriter,
): readonly GrammarSequence[] {
  const { isInteger, low, high, steps } = alternative;
  if (!low && !high && steps.length === 0) return [[isInteger ? freeInteger(grammar) : freeNumber(grammar)]];
  const { scale, step } = gridOf(alternative);
  const largest = largestOf(alternative, scale);
  const bottom = low ? unitsFrom(low, scale, 1n) : -largest;
  const top = high ? unitsFrom(high, scale, -1n) : largest;
  const range = { low: bottom < -largest ? -largest : bottom, high: top > largest ? largest : top, scale, step };
  const machine = numberMachine(range, reader.effort);
  return machine.states.length === 0 ? [] : [[writeMachine(machine, grammar, asThemselves, [])]];
}

/** In units. A multiple needs all its digits; without one, digits far from a limit do not matter. */
function largestOf({ steps }: NumberAlternative, scale: number): bigint {
  if (scale === 0) return LARGEST_INTEGER;
  return 10n ** BigInt(steps.length > 0 ? EXACT_DIGITS : EXACT_DIGITS + scale);
}

/** The first unit inside the limit; `inward` is the direction from the limit to what it allows. */
function unitsFrom({ value, isExclusive }: Limit, scale: number, inward: 1n | -1n): bigint {
  const units = shifted(value, scale, inward === 1n ? 'up' : 'down');
  const isExact = value.digits * 10n ** BigInt(scale) === units * 10n ** BigInt(value.scale);
  return isExact && isExclusive ? units + inward : units;
}

/** How many digits may follow the point, and of how many of the last one's units the number must be a multiple. */
function gridOf({ isInteger, low, high, steps }: NumberAlternative): { scale: number; step: number } {
  const whole: Decimal = decimalOf(1);
  const grids = isInteger ? [...steps, whole] : steps;
  if (grids.length === 0) return { scale: fractionDigits([low, high]), step: 1 };
  const scale = Math.max(...grids.map((grid) => grid.scale));
  const unit = 10n ** BigInt(scale);
  const step = grids.reduce((common, grid) => {
    const multiple = leastCommonMultiple(common, shifted(grid, scale, 'up'));
    // It only grows from here, to numbers that take long to work with.
    return multiple > LARGEST_STEP * unit ? refuseStep() : multiple;
  }, 1n);
  // A whole step makes whole numbers, and a whole number may be a multiple of a fraction.
  const isWhole = step % unit === 0n;
  const [finalScale, finalStep] = isWhole ? [0, step / unit] : [scale, step];
  if (finalStep > LARGEST_STEP || finalScale > MOST_FRACTION_DIGITS) refuseStep();
  return { scale: finalScale, step: Number(finalStep) };
}

function refuseStep(): never {
  throw new SchemaRefusal('multipleOf', '', 'is too large or too fine to be enforced');
}

function fractionDigits(limits: readonly (Limit | null)[]): number {
  const wholeDigits = limits.map((limit) => (limit ? String(shifted(limit.value, 0, 'down')).length : 1));
  return Math.max(0, Math.min(MOST_FRACTION_DIGITS, EXACT_DIGITS - Math.max(...wholeDigits)));
}

function leastCommonMultiple(one: bigint, other: bigint): bigint {
  let [greater, lesser] = [one, other];
  while (lesser !== 0n) [greater, lesser] = [lesser, greater % lesser];
  return (one / greater) * other;
}
