import { z } from 'zod';
import { parseItemQuery } from '../conversations/parse-item-queries.js';
import { parseBody } from '../parse-body.js';
import { because } from '../schema-parts.js';
import type { ResponseInclude } from './response-echo.js';

/** How a stored response is wanted. */
export interface RetrieveQuery {
  stream: boolean;
  /** Number of the last event that the client has; `null` for all events. */
  startingAfter: number | null;
  include: ResponseInclude;
}

/** Parameters of an address are always texts. */
const flag = z.enum(['true', 'false']).optional();

/** All but what is to be shown. */
export const retrieveQuerySchema = z.object({
  stream: flag.describe('Whether the events are wanted; only of a response that was asked for as a stream.'),
  starting_after: z
    .string()
    .regex(/^\d{1,9}$/, because('invalid_value', 'expected the sequence number of an event.'))
    .transform(Number)
    .optional()
    .meta({ type: 'integer', minimum: 0, description: 'The sequence number of the last event that you have.' }),
  include_obfuscation: flag.describe('Of no effect: nothing is obfuscated.'),
});

/** Reads the query of `GET /v1/responses/{id}`. Throws a `ServingError` naming the parameter at fault. */
export function parseRetrieveQuery(query: unknown): RetrieveQuery {
  const { stream, starting_after: startingAfter } = parseBody(retrieveQuerySchema, query);
  return { stream: stream === 'true', startingAfter: startingAfter ?? null, include: parseItemQuery(query) };
}
