import { toAnthropicErrorBody, toAnthropicStatus, toErrorBody } from '#openai-api';
import type { ServingError } from '#protocol';

/** An error as it goes out: complete but for the headers that every answer has. */
export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  body: object;
}

/** In which way an address tells what is not said in its body's own dialect: errors and limits. */
export type EdgeDialect = 'openai' | 'anthropic';

interface ErrorDialect {
  name: EdgeDialect;
  /** Of the addresses that are answered in it: this one, and all below. */
  path: string;
  toStatus(error: ServingError): number;
  toBody(error: ServingError, requestId: string): object;
}

/** Who does not speak OpenAI's dialect. */
const DIALECTS: readonly ErrorDialect[] = [
  { name: 'anthropic', path: '/v1/messages', toStatus: toAnthropicStatus, toBody: toAnthropicErrorBody },
];

/** An error in the dialect of the address that was asked, be there anything at it or not. */
export function toErrorAnswer(error: ServingError, address: string, requestId: string): ErrorAnswer {
  const dialect = find(address);
  return {
    status: dialect?.toStatus(error) ?? error.meaning.status,
    headers: retryHeaders(error),
    body: dialect?.toBody(error, requestId) ?? toErrorBody(error),
  };
}

/** OpenAI's is that of every address that has no other. */
export function dialectOf(address: string): EdgeDialect {
  return find(address)?.name ?? 'openai';
}

/** The path of an address, without its query. */
export function pathOf(address: string): string {
  return address.split('?', 1)[0] ?? '';
}

function find(address: string): ErrorDialect | undefined {
  return DIALECTS.find(({ path }) => isBelow(address, path));
}

function isBelow(address: string, path: string): boolean {
  const asked = pathOf(address);
  return asked === path || asked.startsWith(`${path}/`);
}

/** The SDKs of OpenAI and Anthropic obey `x-should-retry`, and prefer the time in milliseconds. */
function retryHeaders({ meaning, retryAfterSeconds }: ServingError): Record<string, string> {
  const retried = { 'x-should-retry': String(meaning.retryable) };
  if (retryAfterSeconds === null) return retried;
  return {
    ...retried,
    'retry-after': String(Math.ceil(retryAfterSeconds)),
    'retry-after-ms': String(Math.ceil(retryAfterSeconds * 1_000)),
  };
}
