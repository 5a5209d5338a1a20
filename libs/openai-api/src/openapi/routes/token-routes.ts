import { chatRequestSchema } from '../../chat-completions/chat-request.schema.js';
import { applyTemplateSchema, detokenizeSchema, tokenizeSchema } from '../../tokens/token-requests.schema.js';
import type { Route } from '../route.js';

export const TOKEN_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/tokenize',
    operationId: 'tokenize',
    tag: 'Tokens',
    summary: 'A text as tokens',
    scope: 'inference',
    body: { name: 'TokenizeRequest', schema: tokenizeSchema, example: { prompt: 'Once upon a time' } },
    answers: [{ description: 'The tokens.', body: 'Tokenized' }],
    errors: ['model_not_found'],
  },
  {
    method: 'post',
    path: '/detokenize',
    operationId: 'detokenize',
    tag: 'Tokens',
    summary: 'Tokens as a text',
    scope: 'inference',
    body: { name: 'DetokenizeRequest', schema: detokenizeSchema },
    answers: [{ description: 'The text.', body: 'Detokenized' }],
    errors: ['model_not_found'],
  },
  {
    method: 'post',
    path: '/apply-template',
    operationId: 'applyTemplate',
    tag: 'Tokens',
    summary: 'A conversation as the model reads it',
    scope: 'admin',
    body: { name: 'ApplyTemplateRequest', schema: chatRequestSchema.extend(applyTemplateSchema.shape) },
    answers: [{ description: 'The prompt.', body: 'AppliedTemplate' }],
    errors: ['model_not_found', 'context_length_exceeded'],
  },
];
