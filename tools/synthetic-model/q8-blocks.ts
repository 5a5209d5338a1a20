/** How Q8_0 stores weights: 32 values share a half-precision scale. */
export const Q8_BLOCK = { values: 32, bytes: 34 };

const LARGEST = 127;

/** A row of weights as Q8_0, block by block; its length must be a multiple of 32. */
export function toQ8Blocks(row: ArrayLike<number>): Uint8Array[] {
  return Array.from({ length: row.length / Q8_BLOCK.values }, (_, block) => toQ8Block(row, block * Q8_BLOCK.values));
}

function toQ8Block(row: ArrayLike<number>, start: number): Uint8Array {
  const bytes = Buffer.alloc(Q8_BLOCK.bytes);
  const values = Array.from({ length: Q8_BLOCK.values }, (_, index) => row[start + index] ?? 0);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return bytes;
  const scale = toHalfPrecision(largest / LARGEST);
  bytes.writeUInt16LE(scale.bits);
  values.forEach((value, index) => bytes.writeInt8(clamp(Math.round(value / scale.value)), 2 + index));
  return bytes;
}

/** A positive number as a half-precision float, rounded down; it must lie between 2 ** -14 and 2 ** 15. */
export function toHalfPrecision(number: number): { bits: number; value: number } {
  const exponent = Math.floor(Math.log2(number));
  const fraction = Math.floor((number / 2 ** exponent - 1) * 1024);
  return { bits: ((exponent + 15) << 10) | fraction, value: 2 ** exponent * (1 + fraction / 1024) };
}

function clamp(value: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}
