import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The client's own request id if it is a harmless one, so that its logs and ours can be joined. */
export function requestId(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && /^[\w-]{1,64}$/.test(sent) ? sent : newRequestId();
}

export function newRequestId(): string {
  return `req_${randomBytes(16).toString('hex')}`;
}

/** Headers of every answer, also of errors: the request's id as the clients of OpenAI and of Anthropic read it. */
export function identifyingHeaders(id: string): Record<string, string> {
  return { 'x-request-id': id, 'request-id': id, 'openai-version': '2020-10-01' };
}
