import { chatRequestSchema } from '../../chat-completions/chat-request.schema.js';
import { OF_GENERATING } from '../error-answers.js';
import { OF_GENERATIONS } from '../headers.js';
import type { Route } from '../route.js';

export const CHAT_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/chat/completions',
    operationId: 'createChatCompletion',
    tag: 'Chat',
    summary: 'Answer a chat',
    description:
      'With `stream` the answer comes in pieces, as server-sent events; `data: [DONE]` is the last one. An error behind the first event is an event itself, and then the last.',
    scope: 'inference',
    headers: ['Idempotency-Key', 'X-Harmonium-Resumable', 'X-Harmonium-Class'],
    body: {
      name: 'ChatCompletionRequest',
      schema: chatRequestSchema,
      example: { model: 'gpt-oss-20b', messages: [{ role: 'user', content: 'What is the capital of France?' }] },
    },
    answers: [
      {
        description: 'The answer.',
        body: 'ChatCompletion',
        events: 'ChatStreamEvent',
        headers: OF_GENERATIONS,
      },
    ],
    errors: OF_GENERATING,
  },
];
