import type { Json } from '#protocol';
import type { LiteralAlternative } from './alternative.js';
import { isJsonObject } from './schema-node.js';

const known = new WeakMap<LiteralAlternative, ReadonlySet<string>>();

/** A text that two values share exactly if they are equal as JSON, where the order of keys does not matter. */
export function spellingOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spellingOf).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, property]) => `${JSON.stringify(name)}:${spellingOf(property)}`);
  return `{${entries.sort().join()}}`;
}

/** Those of all its values: to compare each with each would take the square of their number. */
export function spellingsOf(literals: LiteralAlternative): ReadonlySet<string> {
  const spellings = known.get(literals) ?? new Set(literals.values.map(spellingOf));
  known.set(literals, spellings);
  return spellings;
}
