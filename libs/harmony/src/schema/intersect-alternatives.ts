import {
  decimalKey,
  type Alternative,
  type ArrayAlternative,
  type Limit,
  type NumberAlternative,
  type ObjectAlternative,
  type TextAlternative,
} from './alternative.js';
import { compareDecimals, type Decimal } from './decimal.js';
import { matches, type SchemaLookup } from './matches.js';

/** What both alternatives allow; `null` if it is plain to see that this is nothing. */
export function intersectAlternatives(one: Alternative, other: Alternative, lookup: SchemaLookup): Alternative | null {
  if (one.type === 'literals') return onlyMatching(one.values, other, lookup);
  if (other.type === 'literals') return onlyMatching(other.values, one, lookup);
  if (one.type === 'text' && other.type === 'text') return bothTexts(one, other);
  if (one.type === 'number' && other.type === 'number') return bothNumbers(one, other);
  if (one.type === 'array' && other.type === 'array') return bothArrays(one, other);
  if (one.type === 'object' && other.type === 'object') return bothObjects(one, other);
  return null;
}

function onlyMatching(
  values: (Alternative & { type: 'literals' })['values'],
  other: Alternative,
  lookup: SchemaLookup,
): Alternative | null {
  const matching = values.filter((value) => matches(other, value, lookup));
  return matching.length > 0 ? { type: 'literals', values: matching } : null;
}

function bothTexts(one: TextAlternative, other: TextAlternative): TextAlternative | null {
  const machines = new Map([...one.machines, ...other.machines]);
  return withLimits({ ...limitsOf(one, other), type: 'text', machines });
}

function bothNumbers(one: NumberAlternative, other: NumberAlternative): NumberAlternative {
  return {
    type: 'number',
    isInteger: one.isInteger || other.isInteger,
    low: stricter(one.low, other.low, 1),
    high: stricter(one.high, other.high, -1),
    steps: distinctDecimals([...one.steps, ...other.steps]),
  };
}

function stricter(one: Limit | null, other: Limit | null, direction: 1 | -1): Limit | null {
  if (!one || !other) return one ?? other;
  const order = compareDecimals(one.value, other.value) * direction;
  if (order !== 0) return order > 0 ? one : other;
  return one.isExclusive ? one : other;
}

function distinctDecimals(steps: readonly Decimal[]): Decimal[] {
  return [...new Map(steps.map((step) => [decimalKey(step), step])).values()];
}

function bothArrays(one: ArrayAlternative, other: ArrayAlternative): ArrayAlternative | null {
  return withLimits({ ...limitsOf(one, other), type: 'array', clauses: distinct([...one.clauses, ...other.clauses]) });
}

function bothObjects(one: ObjectAlternative, other: ObjectAlternative): ObjectAlternative | null {
  const required = new Set([...one.required, ...other.required]);
  const forbidden = new Set([...one.forbidden, ...other.forbidden]);
  if ([...required].some((name) => forbidden.has(name))) return null;
  const { minimum, maximum } = limitsOf(one, other);
  return withLimits({
    type: 'object',
    minimum: Math.max(minimum, required.size),
    maximum,
    required,
    forbidden,
    names: distinct([...one.names, ...other.names]),
    clauses: distinct([...one.clauses, ...other.clauses]),
  });
}

interface Limits {
  minimum: number;
  maximum: number;
}

function limitsOf(one: Limits, other: Limits): Limits {
  return { minimum: Math.max(one.minimum, other.minimum), maximum: Math.min(one.maximum, other.maximum) };
}

function withLimits<T extends Limits>(limited: T): T | null {
  return limited.minimum > limited.maximum ? null : limited;
}

function distinct<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
