import type { Frame, GenerationEvent } from '#protocol';
import { CUSTOM_TOOL, framesOf } from '../chat-completions/chat-events.fixture.js';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { parseResponseRequest } from './parse-response-request.js';
import type { ResponseIdentity } from './response-body.js';
import type { ResponseEcho } from './response-echo.js';
import type { StreamedResponse } from './response-events.js';
import { readResponseEcho } from './response-presentation.js';
import { toGenerationRequest } from './to-generation-request.js';

export const IDENTITY: ResponseIdentity = {
  generationId: 'gen_01k9yq5w3v7zq4m8r2t6x0abcd',
  createdSeconds: 1_763_900_000,
};

export function seal(text: string): string {
  return `sealed(${text})`;
}

/** The smallest valid body, with some fields replaced. */
export function bodyWith(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'gpt-oss-20b', input: 'Hello', ...fields };
}

/** What a gateway keeps of a request with these fields. */
export function echoOf(fields: Record<string, unknown> = {}, rest: Partial<ResponseEcho> = {}): ResponseEcho {
  const asked = parseResponseRequest(bodyWith(fields));
  const echo = readResponseEcho(toGenerationRequest({ ...asked, input: [USER] }, [], CONTEXT).presentation);
  if (!echo) throw new Error('Nothing was kept');
  return { ...echo, customToolNames: [CUSTOM_TOOL], ...rest };
}

const USER = {
  type: 'message' as const,
  role: 'user' as const,
  status: 'completed' as const,
  content: [{ type: 'input_text' as const, text: 'Hello' }],
};

/** Everything that can be shown of a response. */
export const EVERYTHING = { include: { encryptedContent: true, logprobs: true }, maySeeReasoning: true };

export function responseOf(echo: ResponseEcho): StreamedResponse {
  return { identity: IDENTITY, echo, seal };
}

/** One event of a stream, as a client reads it. */
export type ReadEvent = { type: string; sequence_number: number } & Record<string, unknown>;

/** The events of a stream's text. Throws if any of it is not as server-sent events have to be. */
export function readEvents(text: string): ReadEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => readBlock(block) ?? []);
}

/** What the comments of a stream's text tell to those who know Harmonium. */
export function readComments(text: string): unknown[] {
  return Array.from(text.matchAll(/^: harmonium (.*)$/gm), ([, json]): unknown => JSON.parse(json ?? ''));
}

/** U+2028 ends no line here, though it does for JavaScript's dot. */
function readBlock(block: string): ReadEvent | null {
  const lines = block.split('\n').filter((line) => !line.startsWith('id: ') && !line.startsWith(': '));
  if (lines.length === 1 && lines[0] === 'data: [DONE]') return null;
  const [, type] = /^event: (.+)$/.exec(lines[0] ?? '') ?? [];
  const [, json] = /^data: (.+)$/s.exec(lines[1] ?? '') ?? [];
  const event = JSON.parse(json ?? '') as ReadEvent;
  if (lines.length !== 2 || event.type !== type) throw new Error(`Not an event: ${block}`);
  return event;
}

export interface PushableStream {
  opening(): string;
  pushFrame(frame: Frame): string;
}

/** The texts of all writes. */
export function textsOf(stream: PushableStream, frames: readonly Frame[]): string[] {
  return [stream.opening(), ...frames.map((frame) => stream.pushFrame(frame))];
}

export function textOf(stream: PushableStream, events: readonly GenerationEvent[], sizes?: readonly number[]): string {
  return textsOf(stream, framesOf(events, sizes)).join('');
}
