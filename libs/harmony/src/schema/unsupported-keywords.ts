import { isJsonObject, keywordOf, refuse, type SchemaNode } from './schema-node.js';

/** In whose company `unevaluated...` depends on which of several schemas matched. */
const IN_PLACE = [
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'dependentSchemas',
  'dependencies',
];

/**
 * Refuses what no grammar of this compiler can enforce, where it would make a difference. What it lets pass is
 * enforced elsewhere, says nothing about values, or is unknown to JSON Schema and thereby an annotation.
 */
export function refuseUnsupported(node: SchemaNode): void {
  for (const keyword of ['$dynamicRef', '$recursiveRef']) {
    if (keywordOf(node, keyword) !== undefined) refuse(node, keyword, 'is not supported, use $ref');
  }
  const condition = keywordOf(node, 'if');
  const hasBranch = keywordOf(node, 'then') !== undefined || keywordOf(node, 'else') !== undefined;
  if (condition !== undefined && hasBranch && typeof condition !== 'boolean') {
    refuse(node, 'if', 'cannot be enforced: use anyOf with a branch for each case');
  }
  const not = keywordOf(node, 'not');
  const isTrivial = typeof not === 'boolean' || (isJsonObject(not) && Object.keys(not).length === 0);
  if (not !== undefined && !isTrivial) refuse(node, 'not', 'cannot be enforced: say what is allowed instead');
  refuseUnevaluated(node);
}

/** Alone, `unevaluatedItems` and `unevaluatedProperties` are another word for `items` and `additionalProperties`. */
function refuseUnevaluated(node: SchemaNode): void {
  const company = IN_PLACE.find((keyword) => keywordOf(node, keyword) !== undefined);
  for (const [keyword, own, others] of [
    ['unevaluatedProperties', 'additionalProperties', []],
    ['unevaluatedItems', Array.isArray(keywordOf(node, 'items')) ? 'additionalItems' : 'items', ['contains']],
  ] as const) {
    const value = keywordOf(node, keyword);
    const isMoot = value === undefined || value === true || keywordOf(node, own) !== undefined;
    const obstacle = company ?? others.find((other) => keywordOf(node, other) !== undefined);
    if (!isMoot && obstacle !== undefined) refuse(node, keyword, `cannot be enforced beside '${obstacle}'`);
  }
}
