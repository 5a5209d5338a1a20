import { itemsQuerySchema, itemQuerySchema } from '../../conversations/parse-item-queries.js';
import { compactRequestSchema } from '../../responses/parse-compact-request.js';
import { retrieveQuerySchema } from '../../responses/parse-retrieve-query.js';
import { responseRequestSchema } from '../../responses/response-request.schema.js';
import { OF_GENERATING } from '../error-answers.js';
import { OF_GENERATIONS } from '../headers.js';
import type { Route } from '../route.js';

const OF_STORED = ['response_not_found', 'ledger_unavailable'] as const;
const id = 'The id of a response.';

const RESPONSES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/responses',
    operationId: 'createResponse',
    tag: 'Responses',
    summary: 'Create a response',
    description:
      'With `stream` as server-sent events, numbered from 0; `data: [DONE]` is the last. With `background` it is answered at once and goes on by itself. It is stored, and can be gone on from, unless `store` is false.',
    scope: 'inference',
    headers: ['Idempotency-Key', 'X-Harmonium-Resumable', 'X-Harmonium-Class'],
    body: {
      name: 'ResponseRequest',
      schema: responseRequestSchema,
      example: { model: 'gpt-oss-20b', input: 'What is the capital of France?' },
    },
    answers: [
      { description: 'The response.', body: 'Response', events: 'ResponseStreamEvent', headers: OF_GENERATIONS },
    ],
    errors: [
      ...OF_GENERATING,
      ...(['previous_response_not_found', 'conversation_not_found', 'conversation_locked', 'item_not_found'] as const),
    ],
  },
  {
    method: 'get',
    path: '/v1/responses',
    operationId: 'openResponsesSocket',
    tag: 'Responses',
    summary: 'Responses over a WebSocket',
    description:
      'A client sends `{"type": "response.create", ...}` with the fields of a request, one response at a time, and is sent the events of the stream as JSON, for at most 60 minutes.',
    scope: 'inference',
    answers: [{ status: 101, description: 'The connection is a WebSocket from here on.' }],
    errors: ['not_found'],
  },
  {
    method: 'get',
    path: '/v1/responses/{id}',
    operationId: 'retrieveResponse',
    tag: 'Responses',
    summary: 'A stored response, or its events',
    scope: 'inference',
    pathParameters: { id },
    query: retrieveQuerySchema.extend(itemQuerySchema.shape),
    answers: [{ description: 'The response as it is now.', body: 'Response', events: 'ResponseStreamEvent' }],
    errors: ['invalid_value', ...OF_STORED],
  },
  {
    method: 'delete',
    path: '/v1/responses/{id}',
    operationId: 'deleteResponse',
    tag: 'Responses',
    summary: 'Forget a response',
    scope: 'inference',
    pathParameters: { id },
    answers: [{ description: 'It is forgotten.', body: 'ResponseDeleted' }],
    errors: OF_STORED,
  },
  {
    method: 'post',
    path: '/v1/responses/{id}/cancel',
    operationId: 'cancelResponse',
    tag: 'Responses',
    summary: 'End a response that runs in the background',
    scope: 'inference',
    pathParameters: { id },
    answers: [{ description: 'The response as it is now.', body: 'Response' }],
    errors: ['invalid_value', ...OF_STORED],
  },
  {
    method: 'get',
    path: '/v1/responses/{id}/input_items',
    operationId: 'listResponseInputItems',
    tag: 'Responses',
    summary: 'What a response was given to go on from',
    scope: 'inference',
    pathParameters: { id },
    query: itemsQuerySchema,
    answers: [{ description: 'The items.', body: 'ItemList' }],
    errors: ['invalid_value', ...OF_STORED],
  },
  {
    method: 'post',
    path: '/v1/responses/input_tokens',
    operationId: 'countResponseInputTokens',
    tag: 'Responses',
    summary: 'How many tokens the model would be given',
    scope: 'inference',
    body: {
      name: 'ResponseRequest',
      schema: responseRequestSchema,
      example: { model: 'gpt-oss-20b', input: 'What is the capital of France?' },
    },
    answers: [{ description: 'The number.', body: 'InputTokens' }],
    errors: ['model_not_found', 'previous_response_not_found', 'context_length_exceeded', 'ledger_unavailable'],
  },
  {
    method: 'post',
    path: '/v1/responses/compact',
    operationId: 'compactResponse',
    tag: 'Responses',
    summary: 'A long conversation as a short one',
    description: 'The messages of the user, and the rest as a summary that only this cluster can read.',
    scope: 'inference',
    body: { name: 'CompactRequest', schema: compactRequestSchema },
    answers: [{ description: 'The items to go on from.', body: 'CompactedResponse', headers: OF_GENERATIONS }],
    errors: [...OF_GENERATING, 'previous_response_not_found'],
  },
];

/** Each at OpenAI's address and at that of Open Responses. */
export const RESPONSE_ROUTES: readonly Route[] = RESPONSES.flatMap((route): Route[] => [
  route,
  {
    ...route,
    path: `/openresponses${route.path}`,
    operationId: `${route.operationId}OfOpenResponses`,
    tag: 'Open Responses',
  },
]);
