import { ServingError } from '#protocol';
import type { z } from 'zod';
import { toRefusal } from './refusal.js';

/**
 * Reads a JSON body by a schema. Throws a `ServingError` that names the first field at fault:
 * absent gives `missing_required_parameter`, another type `invalid_type`, out of range `invalid_value`,
 * and a check of ours the code it carries in `params`. No body at all, where there must be one, is `invalid_json`.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  if (body === undefined) throw new ServingError('invalid_json', 'The body is missing.');
  const [first] = result.error.issues;
  if (!first) throw result.error;
  throw toRefusal(first, body);
}
