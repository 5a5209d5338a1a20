import { z } from 'zod';
import { because, jsonObject } from '../schema-parts.js';

const METADATA_PAIRS = 16;
/** OpenAI's `metadata`: at most 16 pairs of short texts. */
export const metadataSchema = jsonObject
  .refine(
    (pairs) => Object.keys(pairs).length <= METADATA_PAIRS,
    because('invalid_value', 'expected at most 16 pairs.'),
  )
  // It is the one name that would be lost on the way.
  .refine((pairs) => !Object.hasOwn(pairs, '__proto__'), because('invalid_value', "no key may be '__proto__'."))
  .pipe(z.record(z.string().max(64, 'a key may have at most 64 characters.'), z.string().max(512)))
  .meta({ maxProperties: METADATA_PAIRS });
