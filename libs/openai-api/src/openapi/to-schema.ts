import type { Json, JsonObject } from '#protocol';
import { z } from 'zod';
import { hintOf } from '../schema-parts.js';
import { isJsonObject, simplify } from './simplify.js';

/**
 * What a client may send, as JSON Schema 2020-12: the input side of a schema that also parses. Parameters that are refused
 * whatever they hold are left out, and what our own parts of schemas check by hand is told as the check means it.
 */
export function toSchema(schema: z.ZodType): JsonObject {
  const described = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => amend(zodSchema, jsonSchema as JsonObject),
  });
  delete described.$schema;
  return simplify(described as JsonObject);
}

function amend(schema: z.core.$ZodType, described: JsonObject): void {
  const { def } = schema._zod as { def: z.core.$ZodTypeDef };
  const { element, filledIn = [] } = hintOf(schema);
  if (element) described.items = toSchema(element);
  if (isObject(def)) leaveOutUnsupported(def.shape, described);
  if (filledIn.length > 0) described.required = requiredWithout(described, filledIn);
  if (isPipe(def) && isCheck(def.in) && !isTransform(def.out))
    replace(described, schema, toSchema(def.out as z.ZodType));
  dropLimitsOfTheLanguage(described);
}

function leaveOutUnsupported(shape: z.core.$ZodShape, { properties }: JsonObject): void {
  if (!isJsonObject(properties)) return;
  for (const [name, property] of Object.entries(shape)) if (hintOf(property).isUnsupported) delete properties[name];
}

function requiredWithout({ required }: JsonObject, filledIn: readonly string[]): Json[] {
  return Array.isArray(required) ? required.filter((name) => typeof name !== 'string' || !filledIn.includes(name)) : [];
}

/** A check in front of a schema lets the value through unchanged: what stands behind says more of it. */
function replace(described: JsonObject, schema: z.core.$ZodType, by: JsonObject): void {
  for (const key of Object.keys(described)) delete described[key];
  Object.assign(described, by, z.globalRegistry.get(schema));
}

/** No bound is none, and the bounds of what a JavaScript number can count go without saying. */
function dropLimitsOfTheLanguage(described: JsonObject): void {
  if (described.minItems === 0) delete described.minItems;
  if (described.maxItems === Infinity) delete described.maxItems;
  if (described.minimum === Number.MIN_SAFE_INTEGER) delete described.minimum;
  if (described.maximum === Number.MAX_SAFE_INTEGER) delete described.maximum;
}

/** Whether a schema gives back what it was given, if it does not refuse it. */
function isCheck(schema: z.core.$ZodType): boolean {
  return hintOf(schema).isIdentity || ['unknown', 'string', 'number'].includes(schema._zod.def.type);
}

function isTransform({ _zod: { def } }: z.core.$ZodType): boolean {
  return def.type === 'transform';
}

function isObject(def: z.core.$ZodTypeDef): def is z.core.$ZodObjectDef {
  return def.type === 'object';
}

function isPipe(def: z.core.$ZodTypeDef): def is z.core.$ZodPipeDef {
  return def.type === 'pipe';
}
