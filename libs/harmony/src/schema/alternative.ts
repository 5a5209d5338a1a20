import type { Json } from '#protocol';
import type { Decimal } from './decimal.js';
import type { Effort } from './effort.js';
import type { Machine } from './machine.js';
import type { SchemaNode } from './schema-node.js';

/** Schemas that one value has to satisfy all at once. Equal keys mean equal sets; none at all allows every value. */
export interface Demand {
  readonly key: string;
  readonly nodes: readonly SchemaNode[];
}

/** One kind of value that satisfies a schema. A schema is a list of these: whatever one of them allows is allowed. */
export type Alternative =
  LiteralAlternative | TextAlternative | NumberAlternative | ArrayAlternative | ObjectAlternative;

/** Exactly these values; `null`, `true` and `false` are always written so. */
export interface LiteralAlternative {
  readonly type: 'literals';
  readonly values: readonly Json[];
}

export interface TextAlternative {
  readonly type: 'text';
  /** In code points. */
  readonly minimum: number;
  readonly maximum: number;
  /** All of them, each under the pattern it came from. */
  readonly machines: ReadonlyMap<string, Machine>;
}

export interface NumberAlternative {
  readonly type: 'number';
  readonly isInteger: boolean;
  readonly low: Limit | null;
  readonly high: Limit | null;
  readonly steps: readonly Decimal[];
}

export interface Limit {
  readonly value: Decimal;
  readonly isExclusive: boolean;
}

export interface ArrayAlternative {
  readonly type: 'array';
  readonly minimum: number;
  readonly maximum: number;
  readonly clauses: readonly ArrayClause[];
}

/** What one schema says of items: of the first ones each, of all others together. */
export interface ArrayClause {
  readonly node: SchemaNode;
  readonly prefix: readonly (SchemaNode | null)[];
  readonly rest: SchemaNode | null;
}

export interface ObjectAlternative {
  readonly type: 'object';
  readonly minimum: number;
  readonly maximum: number;
  readonly required: ReadonlySet<string>;
  readonly forbidden: ReadonlySet<string>;
  /** What names have to satisfy. */
  readonly names: readonly SchemaNode[];
  readonly clauses: readonly ObjectClause[];
}

/** What one schema says of properties: by name, by pattern, and of those it neither names nor matches. */
export interface ObjectClause {
  readonly node: SchemaNode;
  readonly properties: ReadonlyMap<string, SchemaNode | null>;
  readonly patterns: readonly {
    readonly pattern: string;
    readonly machine: Machine;
    readonly node: SchemaNode | null;
  }[];
  readonly additional: SchemaNode | null;
}

export function demandOf(nodes: readonly (SchemaNode | null)[]): Demand {
  const distinct = new Map<number, SchemaNode>();
  for (const node of nodes) if (node) distinct.set(node.id, node);
  const sorted = [...distinct.values()].sort((one, other) => one.id - other.id);
  return { key: sorted.map(({ id }) => id).join(), nodes: sorted };
}

/** What an array's item at `index` has to satisfy. */
export function itemDemand({ clauses }: ArrayAlternative, index: number, effort: Effort): Demand {
  effort.spend(clauses.length, 'prefixItems');
  return demandOf(clauses.map(({ prefix, rest }) => (index < prefix.length ? (prefix[index] ?? null) : rest)));
}

/** Two alternatives with the same key allow the same values. */
export function alternativeKey(alternative: Alternative): string {
  switch (alternative.type) {
    case 'literals':
      return `literals ${JSON.stringify(alternative.values)}`;
    case 'text': {
      const { minimum, maximum, machines } = alternative;
      return `text ${minimum} ${maximum} ${JSON.stringify([...machines.keys()].sort())}`;
    }
    case 'number': {
      const { isInteger, low, high, steps } = alternative;
      const parts = [low, high].map((limit) => (limit ? `${decimalKey(limit.value)}${limit.isExclusive}` : ''));
      return `number ${isInteger} ${parts.join(' ')} ${steps.map(decimalKey).join()}`;
    }
    case 'array':
      return `array ${alternative.minimum} ${alternative.maximum} ${clausesKey(alternative.clauses)}`;
    case 'object': {
      const { minimum, maximum, required, forbidden, names, clauses } = alternative;
      const sets = JSON.stringify([[...required].sort(), [...forbidden].sort(), demandOf(names).key]);
      return `object ${minimum} ${maximum} ${sets} ${clausesKey(clauses)}`;
    }
  }
}

/** The same for the same decimal. */
export function decimalKey({ digits, scale }: Decimal): string {
  return `${digits}e-${scale}`;
}

/** In their order, which decides the order of properties. */
function clausesKey(clauses: readonly { node: SchemaNode }[]): string {
  return clauses.map(({ node }) => node.id).join();
}
