import type { ArrayAlternative, ArrayClause } from './alternative.js';
import type { SchemaDocument } from './schema-document.js';
import { countOf, keywordOf, listOf, numberOf, refuse, type SchemaNode } from './schema-node.js';

const MOST_REQUIRED_ITEMS = 100_000;

export function readArray(node: SchemaNode, document: SchemaDocument): ArrayAlternative {
  const contained = readContains(node);
  const minimum = Math.max(countOf(node, 'minItems') ?? 0, contained.minimum);
  const maximum = Math.min(countOf(node, 'maxItems') ?? Infinity, contained.maximum);
  if (minimum > MOST_REQUIRED_ITEMS) refuse(node, 'minItems', `asks for more than ${MOST_REQUIRED_ITEMS} items`);
  const clause = readItems(node, document);
  if (keywordOf(node, 'uniqueItems') === true && maximum > 1) {
    refuse(node, 'uniqueItems', 'cannot be enforced: a grammar does not remember what came before');
  }
  return { type: 'array', minimum, maximum, clauses: clause === null ? [] : [clause] };
}

/** Draft 2020-12's `prefixItems` and `items`, and what they were called before. */
function readItems(node: SchemaNode, document: SchemaDocument): ArrayClause | null {
  const isOldTuple = Array.isArray(keywordOf(node, 'items'));
  const prefixKeyword = isOldTuple ? 'items' : 'prefixItems';
  const prefix = (listOf(node, prefixKeyword) ?? []).map((item, index) =>
    document.nodeAt(node, prefixKeyword, `.${prefixKeyword}[${index}]`, item),
  );
  const restKeyword = isOldTuple ? 'additionalItems' : 'items';
  const keyword = keywordOf(node, restKeyword) === undefined ? 'unevaluatedItems' : restKeyword;
  const rest = document.nodeAt(node, keyword, `.${keyword}`, keywordOf(node, keyword) ?? true);
  return prefix.length === 0 && rest === null ? null : { node, prefix, rest };
}

/** What any item satisfies is a matter of how many there are; what none needs to satisfy does not matter. */
function readContains(node: SchemaNode): { minimum: number; maximum: number } {
  const contains = keywordOf(node, 'contains');
  if (contains === undefined) return { minimum: 0, maximum: Infinity };
  const minimum = countOf(node, 'minContains') ?? 1;
  const maximum = numberOf(node, 'maxContains') ?? Infinity;
  const isAnything = contains === true || (typeof contains === 'object' && Object.keys(contains ?? {}).length === 0);
  if (isAnything) return { minimum, maximum };
  if (minimum > 0 || maximum < Infinity) {
    refuse(node, 'contains', 'cannot be enforced: a grammar does not remember what came before');
  }
  return { minimum: 0, maximum: Infinity };
}
