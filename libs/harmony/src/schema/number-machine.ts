import type { Effort } from './effort.js';
import { explore, type Machine, type Move, type Visit } from './machine.js';
import { minimize } from './minimize.js';

/** Which numbers: from `low` to `high`, both included and both counted in units of ten to the power of `-scale`. */
export interface NumberRange {
  readonly low: bigint;
  readonly high: bigint;
  /** Digits after the point; 0 for whole numbers. */
  readonly scale: number;
  /** Only multiples of this many units. */
  readonly step: number;
}

/** The digits a number without its sign may have, and how they compare with those of its limits. */
interface Magnitudes {
  readonly low: Digits;
  readonly high: Digits;
}

/** A limit by its digits before and after the point. */
interface Digits {
  readonly whole: string;
  readonly fraction: string;
}

/** How far a number has been written. `low` and `high` compare it with the limits' digits at the same places. */
interface Written {
  readonly isNegative: boolean;
  readonly magnitudes: Magnitudes | null;
  readonly phase: 'sign' | 'minus' | 'zero' | 'whole' | 'point' | 'fraction';
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly remainder: number;
}

/**
 * All numbers of a range as JSON writes them without an exponent: `-0.5`, `12`, `3.10`. Empty if there is none.
 * The comparison is by digits, thus exact, whatever a double would make of them.
 */
export function numberMachine(range: NumberRange, effort: Effort): Machine {
  const positive = magnitudesOf(range.low < 0n ? 0n : range.low, range.high, range.scale);
  // Zero is written without a sign.
  const negative = magnitudesOf(range.high < 0n ? -range.high : 1n, -range.low, range.scale);
  const start: Written = {
    isNegative: false,
    magnitudes: positive,
    phase: 'sign',
    count: 0,
    low: 0,
    high: 0,
    remainder: 0,
  };
  const visit = (written: Written): Visit<Written> => ({
    accepts: isComplete(written, range),
    moves: movesOf(written, range, negative),
  });
  return minimize(explore(start, keyOf, visit, effort), effort);
}

function keyOf(written: Written): string {
  const { isNegative, phase, count, low, high, remainder } = written;
  return `${isNegative}${phase}${count},${low},${high},${remainder}`;
}

function movesOf(written: Written, range: NumberRange, negative: Magnitudes | null): Move<Written>[] {
  const moves: Move<Written>[] = [];
  const { phase, count } = written;
  if (phase === 'sign' && negative)
    moves.push(move('-', { ...written, isNegative: true, magnitudes: negative, phase: 'minus' }));
  if (!written.magnitudes) return moves;
  if ((phase === 'zero' || phase === 'whole') && range.scale > 0) {
    moves.push(move('.', { ...afterWhole(written), phase: 'point', count: 0 }));
  }
  const longest = phase === 'point' || phase === 'fraction' ? range.scale : written.magnitudes.high.whole.length;
  if (phase === 'zero' || count >= longest) return moves;
  for (let digit = 0; digit <= 9; digit++) moves.push(move(String(digit), withDigit(written, digit, range)));
  return moves;
}

function move(char: string, to: Written): Move<Written> {
  const point = char.charCodeAt(0);
  return { low: point, high: point, to };
}

function withDigit(written: Written, digit: number, range: NumberRange): Written {
  const { isNegative, phase, count, magnitudes } = written;
  const isFraction = phase === 'point' || phase === 'fraction';
  const place = isFraction ? 'fraction' : 'whole';
  const isZero = digit === 0 && (phase === 'sign' || phase === 'minus');
  return {
    isNegative,
    magnitudes,
    phase: isFraction ? 'fraction' : isZero ? 'zero' : 'whole',
    count: count + 1,
    low: comparedDigit(written.low, digit, magnitudes?.low[place][count]),
    high: comparedDigit(written.high, digit, magnitudes?.high[place][count]),
    remainder: (written.remainder * 10 + digit) % range.step,
  };
}

function comparedDigit(before: number, digit: number, limit: string | undefined): number {
  return before === 0 ? Math.sign(digit - Number(limit ?? 0)) : before;
}

/** The comparison once the whole part is complete: more digits are more, fewer are less. */
function afterWhole(written: Written): Written {
  const { magnitudes, phase, count } = written;
  if (!magnitudes || (phase !== 'zero' && phase !== 'whole')) return written;
  const compared = (limit: Digits, soFar: number): number => Math.sign(count - limit.whole.length) || soFar;
  return { ...written, low: compared(magnitudes.low, written.low), high: compared(magnitudes.high, written.high) };
}

function isComplete(written: Written, { scale, step }: NumberRange): boolean {
  const { phase, count, remainder } = written;
  if (!written.magnitudes || phase === 'sign' || phase === 'minus' || phase === 'point') return false;
  const { magnitudes, low, high } = { ...afterWhole(written), magnitudes: written.magnitudes };
  const digitsAfterPoint = phase === 'fraction' ? count : 0;
  // What is not written after the point is zero: too little only where the lower limit goes on with another digit.
  const isBelow = low < 0 || (low === 0 && /[1-9]/.test(magnitudes.low.fraction.slice(digitsAfterPoint)));
  const units = BigInt(remainder) * 10n ** BigInt(scale - digitsAfterPoint);
  return !isBelow && high <= 0 && units % BigInt(step) === 0n;
}

function magnitudesOf(low: bigint, high: bigint, scale: number): Magnitudes | null {
  return low > high ? null : { low: digitsOf(low, scale), high: digitsOf(high, scale) };
}

function digitsOf(value: bigint, scale: number): Digits {
  const text = String(value).padStart(scale + 1, '0');
  return { whole: text.slice(0, text.length - scale), fraction: text.slice(text.length - scale) };
}
