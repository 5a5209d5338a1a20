import type { ErrorCode, Json, JsonObject } from '#protocol';
import { z } from 'zod';

/** What a check of ours adds to zod's issue: the reason, and the code of the `ServingError` it becomes. Later checks are skipped. */
export function because(code: ErrorCode, error: string) {
  return { error, params: { code }, abort: true };
}

/** What a schema does that JSON Schema cannot see, for the document of the API (openapi/to-schema.ts). */
export interface SchemaHint {
  /** Of a list that is read element by element: what each element is. */
  element?: z.ZodType;
  /** It gives back the very value that it was given. */
  isIdentity?: true;
  /** Of an object: fields that a client may leave out, because something in front fills them in. */
  filledIn?: readonly string[];
  /** A parameter that is refused unless it is empty. */
  isUnsupported?: true;
}

const hints = new WeakMap<z.core.$ZodType, SchemaHint>();

/** What is known of a schema, or of the one that it refines. */
export function hintOf(schema: z.core.$ZodType): SchemaHint {
  return hints.get(schema) ?? (schema._zod.parent ? hintOf(schema._zod.parent) : {});
}

/** A schema of which something is known that JSON Schema cannot see. */
export function hinted<Schema extends z.ZodType>(schema: Schema, hint: SchemaHint): Schema {
  hints.set(schema, hint);
  return schema;
}

/** Deeper than any schema of use, and far from what a recursive reader can take. */
const DEEPEST_NESTING = 256;

/** A JSON object, taken as it is, not copied, so that its key order stays; one that is nested too deeply is refused. */
export const jsonObject = hinted(z.unknown().transform(readJsonObject).meta({ type: 'object' }), { isIdentity: true });

function readJsonObject(value: unknown, context: z.core.$RefinementCtx): JsonObject {
  if (isJsonObject(value) && isDeeperThan(value, DEEPEST_NESTING)) {
    const { error: message, params } = because(
      'invalid_value',
      `expected at most ${DEEPEST_NESTING} levels of nesting.`,
    );
    context.issues.push({ code: 'custom', message, params, input: value });
    return z.NEVER;
  }
  if (isJsonObject(value)) return value;
  context.issues.push({ code: 'invalid_type', expected: 'object', input: value });
  return z.NEVER;
}

/** Bodies come from `JSON.parse`, so every object in them is a JSON object. */
function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without recursion: a client may send any depth. */
function isDeeperThan(value: JsonObject, most: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= most) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** A parameter that may be sent empty (absent, `null`, or what `isHarmless` says) but not used. */
export function unsupported(reason: string, isHarmless: (value: unknown) => boolean = () => false) {
  const isUnused = (value: unknown): boolean => (value ?? null) === null || isHarmless(value);
  const parameter = z.unknown().refine(isUnused, because('unsupported_parameter', reason)).optional();
  return hinted(parameter, { isUnsupported: true });
}

/** An array that is read up to its first fault: unlike `z.array`, a million wrong elements cost no more than one. */
export function listOf<Schema extends z.ZodType>(element: Schema, bounds: { min?: number; max?: number } = {}) {
  const array = z
    .array(z.unknown())
    .min(bounds.min ?? 0)
    .max(bounds.max ?? Infinity);
  const list = array.transform((values, context) => {
    const elements: z.output<Schema>[] = [];
    for (const [index, value] of values.entries()) {
      const result = element.safeParse(value);
      if (!result.success) {
        context.issues.push(...result.error.issues.slice(0, 1).map((issue) => within(index, issue)));
        return z.NEVER;
      }
      elements.push(result.data);
    }
    return elements;
  });
  return hinted(list, { element });
}

/** An element's issue as an issue of its array. */
function within(index: number, issue: z.core.$ZodIssue): z.core.$ZodRawIssue {
  // A spread of a union forgets which member it was; nothing but the path changes here.
  return { ...issue, path: [index, ...issue.path] } as z.core.$ZodRawIssue;
}
