import { GENERATION_CLASSES, type JsonObject } from '#protocol';

/** Headers that a request may have, and what they do. */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description: 'The same key with the same request gives the same generation: its answer is sent again, or followed.',
    schema: { type: 'string' },
  },
  'Last-Event-ID': {
    description: 'The id of the last event that you have. Browsers send it when they connect again.',
    schema: { type: 'string' },
  },
  'X-Harmonium-Resumable': {
    description: 'Whether the generation goes on without you if the connection breaks.',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
  'X-Harmonium-Class': {
    description: 'How urgent it is; goes before `service_tier`.',
    schema: { type: 'string', enum: [...GENERATION_CLASSES] },
  },
} as const satisfies Record<string, JsonObject>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;

const text = (description: string): JsonObject => ({ description, schema: { type: 'string' } });
const count = (description: string): JsonObject => ({ description, schema: { type: 'integer' } });

/** Headers of answers. */
export const ANSWER_HEADERS = {
  'x-request-id': text('Stands in the logs; your own if you sent one.'),
  'openai-processing-ms': count('Milliseconds from the request to these headers.'),
  'x-harmonium-generation-id': text(
    'Under which `/v1/generations` has it; of several choices all, with commas between.',
  ),
  'idempotent-replayed': text('`true` if this is the answer of an earlier request with the same `Idempotency-Key`.'),
  'retry-after': count('Seconds after which it may work.'),
  'x-should-retry': text('`true` if the very same request may work later, else `false`.'),
  'x-ratelimit-limit-requests': count('Requests per minute.'),
  'x-ratelimit-remaining-requests': count('How many requests are left.'),
  'x-ratelimit-reset-requests': text('When all of them are there again, such as `1s` or `6m0s`.'),
  'x-ratelimit-limit-tokens': count('Tokens per minute.'),
  'x-ratelimit-remaining-tokens': count('How many tokens are left.'),
  'x-ratelimit-reset-tokens': text('When all of them are there again.'),
} as const satisfies Record<string, JsonObject>;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

export const ALWAYS: readonly AnswerHeader[] = ['x-request-id', 'openai-processing-ms'];
export const OF_ERRORS: readonly AnswerHeader[] = ['x-request-id', 'retry-after', 'x-should-retry'];
export const OF_GENERATIONS: readonly AnswerHeader[] = [
  ...(['x-harmonium-generation-id', 'idempotent-replayed'] as const),
  ...(['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'] as const),
  ...(['x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'] as const),
];
