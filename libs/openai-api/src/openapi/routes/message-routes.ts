import { countTokensSchema, messagesRequestSchema } from '../../messages/messages-request.schema.js';
import { OF_GENERATING } from '../error-answers.js';
import { OF_GENERATIONS } from '../headers.js';
import type { Route } from '../route.js';

export const MESSAGE_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/messages',
    operationId: 'createMessage',
    tag: 'Messages',
    summary: 'Answer a conversation',
    description: 'With `stream` as server-sent events.',
    scope: 'inference',
    headers: ['Idempotency-Key', 'X-Harmonium-Resumable', 'X-Harmonium-Class'],
    body: {
      name: 'MessageRequest',
      schema: messagesRequestSchema,
      example: {
        model: 'gpt-oss-20b',
        max_tokens: 1_000,
        messages: [{ role: 'user', content: 'What is the capital of France?' }],
      },
    },
    answers: [{ description: 'The message.', body: 'Message', events: 'MessageStreamEvent', headers: OF_GENERATIONS }],
    errors: OF_GENERATING,
    dialect: 'anthropic',
  },
  {
    method: 'post',
    path: '/v1/messages/count_tokens',
    operationId: 'countMessageTokens',
    tag: 'Messages',
    summary: 'How many tokens the model would be given',
    scope: 'inference',
    body: { name: 'MessageTokensRequest', schema: countTokensSchema },
    answers: [{ description: 'The number.', body: 'MessageTokens' }],
    errors: ['model_not_found', 'context_length_exceeded'],
    dialect: 'anthropic',
  },
];
