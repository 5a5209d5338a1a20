import type { z } from 'zod';
import { toRefusal } from './refusal.js';

/**
 * Reads a JSON body by a schema. Throws a `ServingError` that names the first field at fault:
 * absent gives `missing_required_parameter`, another type `invalid_type`, out of range `invalid_value`,
 * and a check of ours the code it carries in `params`.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  if (!first) throw result.error;
  throw toRefusal(first, body);
}
