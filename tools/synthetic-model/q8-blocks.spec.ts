import { describe, expect, it } from '@jest/globals';
import { toHalfPrecision, toQ8Blocks } from './q8-blocks.js';

/** As a reader of the file would. */
function read(block: Uint8Array): number[] {
  const bytes = Buffer.from(block);
  const bits = bytes.readUInt16LE(0);
  const scale = bits === 0 ? 0 : 2 ** ((bits >> 10) - 15) * (1 + (bits & 1023) / 1024);
  return Array.from({ length: 32 }, (_, index) => bytes.readInt8(2 + index) * scale);
}

describe('a row in Q8_0', () => {
  it('reads back as it was, to a part in two hundred of its largest value', () => {
    const row = Float32Array.from({ length: 64 }, (_, index) => Math.sin(index) * (index < 32 ? 0.01 : 100));
    const back = toQ8Blocks(row).flatMap(read);
    back.forEach((value, index) =>
      expect(Math.abs(value - (row[index] ?? 0))).toBeLessThan((index < 32 ? 0.01 : 100) / 200),
    );
  });

  it('can be nothing', () => {
    expect(toQ8Blocks(new Float32Array(32)).flatMap(read)).toEqual(new Array(32).fill(0));
  });
});

describe('half precision', () => {
  it.each([
    [1, 0x3c00],
    [1.5, 0x3e00],
    [0.25, 0x3400],
  ])('of %d is exact', (value, bits) => {
    expect(toHalfPrecision(value)).toEqual({ bits, value });
  });

  it('rounds down', () => {
    const { value } = toHalfPrecision(1 / 3);
    expect(value).toBeLessThanOrEqual(1 / 3);
    expect(value).toBeCloseTo(1 / 3, 3);
  });
});
