import { shorten } from './field-path.js';

/** The kind of a JSON value in words, never the value itself: `a string`, `an array`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return kindOfNumber(value);
  return withArticle(typeof value);
}

function kindOfNumber(value: number): string {
  if (!Number.isFinite(value)) return 'a number out of range';
  return Number.isInteger(value) ? 'an integer' : 'a decimal number';
}

/** `int` becomes `an integer`, `object` becomes `an object`. */
export function withArticle(type: string): string {
  const noun = type === 'int' ? 'integer' : type;
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** The value in quotes if it is a short word of the client, else only its kind. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${shorten(value)}'` : kindOf(value);
}

/** `'a', 'b', and 'c'`. */
export function listed(values: readonly unknown[]): string {
  const words = values.map((value) => `'${String(value)}'`);
  if (words.length < 3) return words.join(' and ');
  return `${words.slice(0, -1).join(', ')}, and ${words.at(-1)}`;
}
