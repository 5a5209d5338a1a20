import type { Json, JsonObject } from '#protocol';

/** A schema that says the same in fewer words: unions in unions are one, and `null` is one more type where that can be said. */
export function simplify(schema: JsonObject): JsonObject {
  const simple = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, simplifyValue(value)]));
  if (!Array.isArray(simple.anyOf)) return simple;
  const anyOf = simple.anyOf.flatMap((branch) => unionOf(branch) ?? [branch]);
  return withNull(anyOf, simple) ?? { ...simple, anyOf };
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function simplifyValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(simplifyValue);
  return isJsonObject(value) ? simplify(value) : value;
}

/** The branches of what is a union and nothing else. */
function unionOf(branch: Json): Json[] | null {
  if (!isJsonObject(branch) || Object.keys(branch).length !== 1) return null;
  return Array.isArray(branch.anyOf) ? branch.anyOf : null;
}

/** `{type: [X, 'null'], ...}` for a union of an X and nothing. */
function withNull(anyOf: readonly Json[], { anyOf: _anyOf, ...rest }: JsonObject): JsonObject | null {
  const [branch, ...others] = anyOf.filter((one) => !isNull(one));
  if (others.length > 0 || !anyOf.some(isNull) || !isJsonObject(branch)) return null;
  if (typeof branch.type !== 'string' || 'const' in branch) return null;
  const values = Array.isArray(branch.enum) ? { enum: [...branch.enum, null] } : {};
  return { ...branch, ...rest, ...values, type: [branch.type, 'null'] };
}

function isNull(branch: Json): boolean {
  return isJsonObject(branch) && branch.type === 'null';
}
