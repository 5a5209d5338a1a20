import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { jsonObject, listOf } from './schema-parts.js';

describe('a list', () => {
  it('is read no further than its first fault, so that a body full of faults stays cheap', () => {
    let read = 0;
    const element = z.unknown().refine((value) => {
      read += 1;
      return value !== 'bad';
    });
    const { error } = listOf(element).safeParse(['good', ...Array.from({ length: 1_000 }, () => 'bad')]);
    expect(error?.issues.map(({ path }) => path)).toEqual([[1]]);
    expect(read).toBe(2);
  });

  it('gives its elements as their schema reads them', () => {
    expect(listOf(z.string().transform(Number), { min: 1, max: 2 }).parse(['1', '2'])).toEqual([1, 2]);
  });
});

describe('a JSON object', () => {
  it('is passed on as the very same object', () => {
    const schema = { properties: { b: {}, a: {} } };
    expect(jsonObject.parse(schema)).toBe(schema);
  });
});
