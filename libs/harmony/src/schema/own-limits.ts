import type { Json } from '#protocol';
import type { Alternative } from './alternative.js';
import { compareDecimals } from './decimal.js';
import { spellingOf } from './equality.js';
import { keywordOf, listOf, refuse, type SchemaNode } from './schema-node.js';

/** Values are compared by recursion, which this keeps from overflowing. */
const DEEPEST_VALUE = 200;

/** What a schema without keywords allows. */
export const ANYTHING: readonly Alternative[] = [
  { type: 'object', minimum: 0, maximum: Infinity, required: new Set(), forbidden: new Set(), names: [], clauses: [] },
  { type: 'array', minimum: 0, maximum: Infinity, clauses: [] },
  { type: 'text', minimum: 0, maximum: Infinity, machines: new Map() },
  { type: 'number', isInteger: false, low: null, high: null, steps: [] },
  { type: 'literals', values: [true, false] },
  { type: 'literals', values: [null] },
];

/** The keyword to blame when the limits of an alternative leave no room. */
export const MINIMUM_KEYWORDS: Readonly<Record<Alternative['type'], string>> = {
  literals: 'enum',
  text: 'minLength',
  number: 'minimum',
  array: 'minItems',
  object: 'minProperties',
};

/** Whether the least that is asked for is within the most that is allowed. */
export function hasRoom(alternative: Alternative): boolean {
  switch (alternative.type) {
    case 'literals':
      return alternative.values.length > 0;
    case 'number': {
      const { low, high } = alternative;
      return !low || !high || compareDecimals(low.value, high.value) <= 0;
    }
    case 'text':
    case 'array':
    case 'object':
      return alternative.minimum <= alternative.maximum;
  }
}

function refuseDeepLiterals(node: SchemaNode, values: readonly Json[]): void {
  let level: readonly Json[] = values;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST_VALUE) refuse(node, 'enum', `has a value nested deeper than ${DEEPEST_VALUE} levels`);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

/** The values of `enum` and `const`; `null` if there is neither. */
export function literalsOf(node: SchemaNode): readonly Json[] | null {
  const constant = keywordOf(node, 'const');
  const list = listOf(node, 'enum');
  refuseDeepLiterals(node, [...(list ?? []), constant ?? null]);
  if (constant === undefined) return list ?? null;
  const spelling = spellingOf(constant);
  return list === undefined || list.some((value) => spellingOf(value) === spelling) ? [constant] : [];
}
