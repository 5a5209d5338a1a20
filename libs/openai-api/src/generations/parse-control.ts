import { z } from 'zod';
import { parseBody } from '../parse-body.js';

const MOST_TOKENS = 131_072;
const MOST_INSPECTED = 4_096;
const MOST_ALTERNATIVES = 20;
const MOST_FORKS = 16;
const LONGEST_TEXT = 200_000;

const text = z.string().max(LONGEST_TEXT);
/** A place in the output: behind its first so many tokens. */
const token = z.int().min(0).max(MOST_TOKENS);
const orElse = (count: z.ZodInt, otherwise: number) => count.nullish().transform((value) => value ?? otherwise);
const tokens = z.int().min(1).max(MOST_TOKENS);

/** The body of `POST /v1/generations/{id}/control`. */
export const controlSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('pause') }),
  z.object({ action: z.literal('resume') }),
  z.object({ action: z.literal('cancel') }),
  z.object({ action: z.literal('answer_now') }),
  z.object({ action: z.literal('think_more'), tokens: orElse(tokens, 256) }),
  z.object({
    action: z.literal('inspect'),
    tokens: orElse(tokens.max(MOST_INSPECTED), 16),
    alternatives: orElse(z.int().min(0).max(MOST_ALTERNATIVES), 5),
  }),
  z.object({ action: z.literal('edit'), token, text }),
  z.object({
    action: z.literal('fork'),
    token,
    n: orElse(z.int().min(1).max(MOST_FORKS), 1),
    text: text.nullish().transform((value) => value ?? ''),
  }),
]);

/** What somebody wants to be done with a generation. */
export type ControlRequest = z.output<typeof controlSchema>;

/** Reads the body of `POST /v1/generations/{id}/control`. Throws a `ServingError` of status 400 naming the field at fault. */
export function parseControl(body: unknown): ControlRequest {
  return parseBody(controlSchema, body);
}
