import type { FastifyRequest } from 'fastify';
import type { ResponsesVariant } from '#openai-api';

const OPEN_RESPONSES = 'openresponses/v1/responses';

/** Where responses are served: as OpenAI does, and as the Open Responses specification wants it. */
export const RESPONSES_PATHS = ['v1/responses', OPEN_RESPONSES];

export function variantOf({ url }: FastifyRequest): ResponsesVariant {
  return url.startsWith(`/${OPEN_RESPONSES}`) ? 'open-responses' : 'openai';
}
