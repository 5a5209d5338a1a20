import { z } from 'zod';
import { parseBody } from '../parse-body.js';
import { because } from '../schema-parts.js';

const MOST_LISTED = 100;
const LISTED = 20;

/** Parameters of an address are always texts. */
const limit = z
  .string()
  .refine(isLimit, because('invalid_value', `expected a whole number from 1 to ${MOST_LISTED}.`))
  .transform(Number)
  .optional()
  .transform((value) => value ?? LISTED)
  .meta({ type: 'integer', minimum: 1, maximum: MOST_LISTED, description: `How many at most; ${LISTED} if not told.` });

const generationId = z.string().refine(isGenerationId, because('invalid_value', 'expected the id of a generation.'));

export const listQuerySchema = z.object({
  limit,
  after: generationId.optional().describe('Those behind the one with this id.'),
});

const included = z
  .union([z.literal('tokens'), z.array(z.literal('tokens'))])
  .optional()
  .describe('`tokens`: each token with its text and its place.');
export const showQuerySchema = z
  .object({ include: included, 'include[]': included })
  .transform((asked) => ({ tokens: [asked.include, asked['include[]']].flat().includes('tokens') }));

export const eventsQuerySchema = z
  .object({
    format: z
      .enum(['chat', 'events'])
      .optional()
      .describe('`events`: what happens, in no dialect; else as it was asked for.'),
    starting_after: z.string().optional().describe('The id of the last event that you have; like `Last-Event-ID`.'),
  })
  .transform(({ format, starting_after: startingAfter }) => ({
    format: format ?? null,
    startingAfter: startingAfter ?? null,
  }));

function isLimit(text: string): boolean {
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_LISTED;
}

/** Whether a text has the form of a generation's id. */
export function isGenerationId(text: string): boolean {
  return /^gen_[0-9a-hjkmnp-tv-z]{26}$/.test(text);
}

/** Reads the query of `GET /v1/generations`. Throws a `ServingError` naming the parameter at fault, as all of these do. */
export function parseListQuery(query: unknown): z.output<typeof listQuerySchema> {
  return parseBody(listQuerySchema, query);
}

/** Reads the query of `GET /v1/generations/{id}`. */
export function parseShowQuery(query: unknown): z.output<typeof showQuerySchema> {
  return parseBody(showQuerySchema, query);
}

/** Reads the query of `GET /v1/generations/{id}/events`. */
export function parseEventsQuery(query: unknown): z.output<typeof eventsQuerySchema> {
  return parseBody(eventsQuerySchema, query);
}
