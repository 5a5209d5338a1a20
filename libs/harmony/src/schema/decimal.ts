/** An exact decimal number: `digits` divided by ten to the power of `scale`, which is not negative. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The decimal that JavaScript writes for `value`; the shortest that reads as the same double. */
export function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return scaled({ digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) });
}

export function compareDecimals(one: Decimal, other: Decimal): number {
  const difference = atScale(one, other.scale) - atScale(other, one.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether `value` is a whole number of times `step`. */
export function isMultiple(value: Decimal, step: Decimal): boolean {
  return atScale(value, step.scale) % atScale(step, value.scale) === 0n;
}

/** `value` times ten to the power of `scale`, rounded to a whole number downwards or upwards. */
export function shifted(value: Decimal, scale: number, rounding: 'down' | 'up'): bigint {
  if (scale >= value.scale) return value.digits * 10n ** BigInt(scale - value.scale);
  const divisor = 10n ** BigInt(value.scale - scale);
  const quotient = value.digits / divisor;
  const remainder = value.digits % divisor;
  if (rounding === 'down') return remainder < 0n ? quotient - 1n : quotient;
  return remainder > 0n ? quotient + 1n : quotient;
}

/** At least as fine as `scale`, which only ever multiplies. */
function atScale({ digits }: Decimal, scale: number): bigint {
  return digits * 10n ** BigInt(scale);
}

function scaled({ digits, scale }: Decimal): Decimal {
  if (scale < 0) return { digits: digits * 10n ** BigInt(-scale), scale: 0 };
  return { digits, scale };
}
