import { z } from 'zod';
import { parseBody } from '../parse-body.js';
import type { AskedResponse } from './asked-response.js';
import { readResponseRequest } from './parse-response-request.js';
import type { AskedItem } from './response-item.js';
import { cacheKeyField, inputFields, serviceTierField } from './response-request.schema.js';

const INSTRUCTION = `Your only task now is to summarise the whole conversation above. The summary will stand in its place: \
whoever goes on from here sees nothing else of it but the messages of the user.

Tell what the user wants, and which instructions and preferences they gave; what was done, found out and decided, with the \
exact names, paths, numbers and pieces of text or code that will be needed again; what the calls of tools showed; what is \
still open, and what was to come next. Leave out what no longer matters.

Do not answer the user, and do not call tools. Write the summary and nothing else.`;

const SUMMARISE: AskedItem = {
  type: 'message',
  role: 'developer',
  status: 'completed',
  content: [{ type: 'input_text', text: INSTRUCTION }],
};

/** The body of `POST /v1/responses/compact`: `null` counts as absent, fields not named here are ignored. */
export const compactRequestSchema = z.object({ ...inputFields, ...cacheKeyField, ...serviceTierField });

/**
 * Reads the body of a compaction as the request for a response that is not stored: a summary of the conversation, which is
 * asked for by the last item of the input. Throws a `ServingError` of status 400 naming the field at fault.
 */
export function parseCompactRequest(body: unknown): AskedResponse {
  const asked = readResponseRequest({ ...parseBody(compactRequestSchema, body), store: false }, 'openai');
  return { ...asked, input: [...asked.input, SUMMARISE] };
}
