import type { Json } from '#protocol';
import type { NumberAlternative, TextAlternative } from './alternative.js';
import { decimalOf } from './decimal.js';
import type { Effort } from './effort.js';
import { UnsupportedPattern } from './expression.js';
import { formatMachine } from './formats.js';
import type { Machine } from './machine.js';
import { patternMachine } from './pattern-machine.js';
import { countOf, keywordOf, numberOf, refuse, stringOf, type SchemaNode } from './schema-node.js';

const MOST_REQUIRED_CHARACTERS = 100_000;

const TYPES = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'] as const;
export type TypeName = (typeof TYPES)[number];

/** The types a schema allows; all, if it does not say. OpenAPI's `nullable` adds null to a type. */
export function readTypes(node: SchemaNode): ReadonlySet<TypeName> {
  const value = keywordOf(node, 'type');
  if (value === undefined) return new Set(TYPES);
  const types = new Set((Array.isArray(value) ? value : [value]).map((name) => typeName(node, name)));
  if (keywordOf(node, 'nullable') === true) types.add('null');
  return types;
}

function typeName(node: SchemaNode, name: Json): TypeName {
  return TYPES.find((known) => known === name) ?? refuse(node, 'type', 'names a type that JSON Schema does not know');
}

export function readNumber(node: SchemaNode, isInteger: boolean): NumberAlternative {
  const step = numberOf(node, 'multipleOf');
  if (step !== undefined && step <= 0) refuse(node, 'multipleOf', 'is not positive');
  const minimum = limitOf(node, 'minimum', 'exclusiveMinimum', Math.max);
  const maximum = limitOf(node, 'maximum', 'exclusiveMaximum', Math.min);
  return { type: 'number', isInteger, low: minimum, high: maximum, steps: step === undefined ? [] : [decimalOf(step)] };
}

/** The stricter of two limits; in draft 4 the exclusive one was a flag of the other. */
function limitOf(
  node: SchemaNode,
  inclusive: string,
  exclusive: string,
  stricter: (one: number, other: number) => number,
): NumberAlternative['low'] {
  const including = numberOf(node, inclusive);
  const flag = keywordOf(node, exclusive);
  if (typeof flag === 'boolean') {
    return including === undefined ? null : { value: decimalOf(including), isExclusive: flag };
  }
  const excluding = numberOf(node, exclusive);
  if (excluding !== undefined && (including === undefined || stricter(including, excluding) === excluding)) {
    return { value: decimalOf(excluding), isExclusive: true };
  }
  return including === undefined ? null : { value: decimalOf(including), isExclusive: false };
}

export function readText(node: SchemaNode, machineOf: (pattern: string) => Machine): TextAlternative {
  const machines = new Map<string, Machine>();
  const pattern = stringOf(node, 'pattern');
  if (pattern !== undefined) machines.set(pattern, machineFor(node, 'pattern', pattern, machineOf));
  const format = stringOf(node, 'format') ?? '';
  const formatted = formatMachine(format);
  if (formatted) machines.set(`format ${format}`, formatted);
  const minimum = countOf(node, 'minLength') ?? 0;
  if (minimum > MOST_REQUIRED_CHARACTERS) {
    refuse(node, 'minLength', `asks for more than ${MOST_REQUIRED_CHARACTERS} characters`);
  }
  return { type: 'text', minimum, maximum: countOf(node, 'maxLength') ?? Infinity, machines };
}

/** The automaton of a pattern; what cannot have one is a refusal of `keyword`. */
export function machineFor(
  node: SchemaNode,
  keyword: string,
  pattern: string,
  machineOf: (pattern: string) => Machine,
): Machine {
  try {
    return machineOf(pattern);
  } catch (error) {
    if (error instanceof UnsupportedPattern) refuse(node, keyword, `cannot be enforced: the pattern ${error.message}`);
    throw error;
  }
}

/** Patterns read once each. */
export class PatternMachines {
  private readonly known = new Map<string, Machine>();

  constructor(private readonly effort: Effort) {}

  machineOf(pattern: string): Machine {
    const machine = this.known.get(pattern) ?? patternMachine(pattern, this.effort);
    this.known.set(pattern, machine);
    return machine;
  }
}
