import { completionRequestSchema } from '../../completions/completion-request.schema.js';
import { OF_GENERATING } from '../error-answers.js';
import { OF_GENERATIONS } from '../headers.js';
import type { Route } from '../route.js';

export const COMPLETION_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/completions',
    operationId: 'createCompletion',
    tag: 'Completions',
    summary: 'Go on with a text',
    description: 'With `stream` as server-sent events; `data: [DONE]` is the last.',
    scope: 'inference',
    headers: ['Idempotency-Key', 'X-Harmonium-Resumable', 'X-Harmonium-Class'],
    body: {
      name: 'CompletionRequest',
      schema: completionRequestSchema,
      example: { model: 'gpt-oss-20b', prompt: 'Once upon a time', max_tokens: 100 },
    },
    answers: [
      {
        description: 'How it goes on.',
        body: 'TextCompletion',
        events: 'TextCompletionStreamEvent',
        headers: OF_GENERATIONS,
      },
    ],
    errors: OF_GENERATING,
  },
];
