import { EventReader } from './event-reader.js';
import { ask } from './live-control.js';
import { TEST_KEY, TINY } from './test-cluster.js';

/** An item of a response, as far as tests look at it. */
export interface ShownItem {
  id: string;
  type: string;
  role?: string;
  content?: { type: string; text: string }[];
  encrypted_content?: string;
  call_id?: string;
  name?: string;
  arguments?: string;
}

/** A response as a gateway shows it, as far as tests look at it. */
export interface ShownResponse {
  id: string;
  status: string;
  output: ShownItem[];
  error: { code: string; message: string } | null;
  usage: {
    input_tokens: number;
    input_tokens_details: { cached_tokens: number };
    output_tokens: number;
    output_tokens_details: { reasoning_tokens: number };
    total_tokens: number;
  } | null;
  [field: string]: unknown;
}

type Fields = Record<string, unknown>;

/** Greedy answers of the tiny model, unless told otherwise. */
const asked = (input: unknown, fields: Fields): string =>
  JSON.stringify({ model: TINY, input, temperature: 0, ...fields });

/** Any question about responses, and what was said to it. */
export function askResponses(
  baseUrl: string,
  path: string,
  init: RequestInit = {},
  key = TEST_KEY,
): Promise<{ status: number; body: unknown }> {
  return ask(`${baseUrl}/v1/responses${path}`, init, key);
}

/** Asks for a response without streaming it. Throws unless it is given. */
export async function createResponse(baseUrl: string, input: unknown, fields: Fields = {}): Promise<ShownResponse> {
  return given(await askResponses(baseUrl, '', { method: 'POST', body: asked(input, fields) }));
}

/** What a gateway has of a response. Throws unless it shows it. */
export async function retrieveResponse(baseUrl: string, id: string, query = ''): Promise<ShownResponse> {
  return given(await askResponses(baseUrl, `/${id}${query}`));
}

/** Streams a response. */
export function streamResponse(
  baseUrl: string,
  input: unknown,
  fields: Fields = {},
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const body = asked(input, { stream: true, ...fields });
  return EventReader.open(`${baseUrl}/v1/responses`, { method: 'POST', body, headers });
}

/** The events of a response behind one of them, or all. */
export function resumeResponse(baseUrl: string, id: string, startingAfter?: number): Promise<EventReader> {
  const behind = startingAfter === undefined ? '' : `&starting_after=${startingAfter}`;
  return EventReader.open(`${baseUrl}/v1/responses/${id}?stream=true${behind}`);
}

/** The id of the response that a stream is of. */
export function responseIdOf({ events }: EventReader): string {
  const created = JSON.parse(events[0]?.data ?? '{}') as { response?: { id: string } };
  return created.response?.id ?? '';
}

/** The number of the last event that came. */
export function lastNumberOf({ events }: EventReader): number {
  const last = events.findLast(({ data }) => data !== '[DONE]');
  return (JSON.parse(last?.data ?? '{}') as { sequence_number: number }).sequence_number;
}

/** What a response says to the user. */
export function textOf({ output }: ShownResponse): string {
  const messages = output.filter(({ type }) => type === 'message');
  return messages.flatMap(({ content }) => content?.map(({ text }) => text) ?? []).join('');
}

function given({ status, body }: { status: number; body: unknown }): ShownResponse {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body as ShownResponse;
}
