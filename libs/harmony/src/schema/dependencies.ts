import type { Alternative, ObjectAlternative } from './alternative.js';
import type { SchemaDocument } from './schema-document.js';
import { entriesOf, namesIn, type SchemaNode } from './schema-node.js';

/** One of the branches has to be satisfied: what `own` allows, and `schema` as well if there is one. */
export interface DependencyChoice {
  readonly keyword: string;
  readonly branches: readonly { readonly own: Alternative[]; readonly schema: SchemaNode | null }[];
}

const ANY_OBJECT: ObjectAlternative = {
  type: 'object',
  minimum: 0,
  maximum: Infinity,
  required: new Set(),
  forbidden: new Set(),
  names: [],
  clauses: [],
};

/** Everything that is no object, and therefore depends on no property. */
const NO_OBJECT: readonly Alternative[] = [
  { type: 'array', minimum: 0, maximum: Infinity, clauses: [] },
  { type: 'text', minimum: 0, maximum: Infinity, machines: new Map() },
  { type: 'number', isInteger: false, low: null, high: null, steps: [] },
  { type: 'literals', values: [true, false] },
  { type: 'literals', values: [null] },
];

/** If a property is there, others have to be, or a schema has to be satisfied: either it is not there, or they are. */
export function dependencyChoices(node: SchemaNode, document: SchemaDocument): DependencyChoice[] {
  const choices: DependencyChoice[] = [];
  for (const keyword of ['dependentRequired', 'dependentSchemas', 'dependencies']) {
    for (const [name, dependency] of entriesOf(node, keyword)) {
      const isList = keyword === 'dependentRequired' || Array.isArray(dependency);
      const needed = isList ? namesIn(node, keyword, dependency) : [];
      const schema = isList ? null : document.nodeAt(node, keyword, `.${keyword}.${name}`, dependency);
      const required = new Set([name, ...needed]);
      const without: ObjectAlternative = { ...ANY_OBJECT, forbidden: new Set([name]) };
      const withIt: ObjectAlternative = { ...ANY_OBJECT, required, minimum: required.size };
      choices.push({
        keyword,
        branches: [
          { own: [...NO_OBJECT, without], schema: null },
          { own: [withIt], schema },
        ],
      });
    }
  }
  return choices;
}
