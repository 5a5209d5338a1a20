import { z } from 'zod';
import { parseBody } from '../parse-body.js';
import type { ResponseInclude } from '../responses/response-echo.js';
import { because } from '../schema-parts.js';

const MOST_LISTED = 100;
const LISTED = 20;
const LONGEST_ID = 256;

/** Parameters of an address are always texts, of which several may have one name. */
const include = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .optional()
  .describe('`reasoning.encrypted_content` and `message.output_text.logprobs` are shown if asked for.');
const included = { include, 'include[]': include };

/** Of what OpenAI knows only two mean something here, and the others do no harm. */
function readInclude(asked: { include?: string[] | undefined; 'include[]'?: string[] | undefined }): ResponseInclude {
  const names = [...(asked.include ?? []), ...(asked['include[]'] ?? [])];
  return {
    encryptedContent: names.includes('reasoning.encrypted_content'),
    logprobs: names.includes('message.output_text.logprobs'),
  };
}

/** Which items of a conversation are wanted. */
export interface ItemsQuery {
  limit: number;
  order: 'asc' | 'desc';
  after: string | null;
  include: ResponseInclude;
}

const limit = z
  .string()
  .refine(isLimit, because('invalid_value', `expected a whole number from 1 to ${MOST_LISTED}.`))
  .transform(Number)
  .optional()
  .meta({ type: 'integer', minimum: 1, maximum: MOST_LISTED, description: `How many at most; ${LISTED} if not told.` });

export const itemsQuerySchema = z.object({
  limit,
  order: z.enum(['asc', 'desc']).optional().describe('By age; the newest first if not told.'),
  after: z.string().min(1).max(LONGEST_ID).optional().describe('Those behind the one with this id.'),
  ...included,
});
export const itemQuerySchema = z.object(included);

function isLimit(text: string): boolean {
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_LISTED;
}

/** Reads the query of `GET /v1/conversations/{id}/items`. Throws a `ServingError` naming the parameter at fault. */
export function parseItemsQuery(query: unknown): ItemsQuery {
  const { limit: asked, order, after, ...rest } = parseBody(itemsQuerySchema, query);
  return { limit: asked ?? LISTED, order: order ?? 'desc', after: after ?? null, include: readInclude(rest) };
}

/** Reads the query of the routes that show single items: what of them is to be shown. */
export function parseItemQuery(query: unknown): ResponseInclude {
  return readInclude(parseBody(itemQuerySchema, query));
}
