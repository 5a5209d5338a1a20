import type { ObjectAlternative, ObjectClause } from './alternative.js';
import type { Machine } from './machine.js';
import { machineFor } from './read-types.js';
import type { SchemaDocument } from './schema-document.js';
import { countOf, entriesOf, keywordOf, namesIn, type SchemaNode } from './schema-node.js';

export function readObject(
  node: SchemaNode,
  document: SchemaDocument,
  machineOf: (pattern: string) => Machine,
): ObjectAlternative {
  const required = new Set(namesIn(node, 'required', keywordOf(node, 'required') ?? []));
  const names = document.nodeAt(node, 'propertyNames', '.propertyNames', keywordOf(node, 'propertyNames') ?? true);
  const clause = readProperties(node, document, machineOf);
  const isEmpty = clause.properties.size === 0 && clause.patterns.length === 0 && clause.additional === null;
  return {
    type: 'object',
    minimum: Math.max(countOf(node, 'minProperties') ?? 0, required.size),
    maximum: countOf(node, 'maxProperties') ?? Infinity,
    required,
    forbidden: new Set(),
    names: names ? [names] : [],
    clauses: isEmpty ? [] : [clause],
  };
}

function readProperties(
  node: SchemaNode,
  document: SchemaDocument,
  machineOf: (pattern: string) => Machine,
): ObjectClause {
  const properties = entriesOf(node, 'properties').map(
    ([name, value]) => [name, document.nodeAt(node, 'properties', `.properties.${name}`, value)] as const,
  );
  const patterns = entriesOf(node, 'patternProperties').map(([pattern, value]) => ({
    pattern,
    machine: machineFor(node, 'patternProperties', pattern, machineOf),
    node: document.nodeAt(node, 'patternProperties', `.patternProperties.${pattern}`, value),
  }));
  const isSilent = keywordOf(node, 'additionalProperties') === undefined;
  const keyword = isSilent ? 'unevaluatedProperties' : 'additionalProperties';
  const additional = document.nodeAt(node, keyword, `.${keyword}`, keywordOf(node, keyword) ?? true);
  return { node, properties: new Map(properties), patterns, additional };
}
