import type { ErrorCode, JsonObject } from '#protocol';
import type { z } from 'zod';
import type { AnswerName } from './answers/answers.js';
import type { AnswerHeader, RequestHeader } from './headers.js';

/** In the order in which they stand on the page. */
export const TAGS = {
  Chat: "OpenAI's Chat Completions.",
  Responses: "OpenAI's Responses.",
  Conversations: "OpenAI's conversations, to which responses can belong.",
  Messages: "Anthropic's Messages.",
  Completions: "OpenAI's legacy completions: text goes on, without any template.",
  Tokens: 'Texts as tokens, and conversations as prompts.',
  Models: 'What can be asked.',
  Generations: 'Whatever runs or ran, in any dialect: seen, followed again, and steered.',
  'Open Responses': 'The same as Responses, but for the names of some events.',
  Operations: 'For whoever runs the gateway.',
} as const;

export type Tag = keyof typeof TAGS;
export type ErrorDialect = 'openai' | 'anthropic';

/** What a route answers when all goes well. */
export interface RouteAnswer {
  status?: number;
  description: string;
  /** The JSON body. */
  body?: AnswerName;
  /** The data of each server-sent event, where the client asked for a stream. */
  events?: AnswerName;
  /** A body that is not JSON, by its media type. */
  text?: string;
  headers?: readonly AnswerHeader[];
}

/** One route of the gateway as clients see it: one row of the document. */
export interface Route {
  method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/v1/models/{model}`. */
  path: string;
  operationId: string;
  tag: Tag;
  summary: string;
  description?: string;
  /** What the key must be allowed to do; `null` if any key will do, `open` if none is asked for. */
  scope: string | null;
  /** Of each parameter in the path what it is. */
  pathParameters?: Record<string, string>;
  query?: z.ZodType;
  headers?: readonly RequestHeader[];
  /** The JSON body, and how its schema is called in the document. */
  body?: { name: string; schema: z.ZodType; example?: JsonObject };
  answers: readonly RouteAnswer[];
  /** What can go wrong here, beside what can everywhere. */
  errors: readonly ErrorCode[];
  dialect?: ErrorDialect;
}
