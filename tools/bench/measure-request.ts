import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { describeError, isRecord, parseJson } from './chat-event.js';
import { describeThrown } from './describe-thrown.js';
import { readBody, textsOf, type KeepAliveClient } from './keep-alive-client.js';
import { StreamTimeline, type RequestOutcome } from './stream-timeline.js';

export interface ChatQuestion {
  model: string;
  prompt: string;
  maxTokens: number;
}

/** Asks one question, streaming, and measures the answer. Never throws: a failure is an outcome too. */
export async function measureRequest(client: KeepAliveClient, question: ChatQuestion): Promise<RequestOutcome> {
  const sentAtMs = performance.now();
  try {
    const response = await client.post('/chat/completions', chatRequestBody(question));
    if (response.statusCode !== 200) return { type: 'failed', reason: await describeRefusal(response) };
    return await measureStream(response, sentAtMs);
  } catch (error) {
    return { type: 'failed', reason: describeThrown(error) };
  }
}

/** The first model that the server lists. Throws if it lists none. */
export async function firstModel(client: KeepAliveClient): Promise<string> {
  const response = await client.get('/models');
  if (response.statusCode !== 200) throw new Error(`GET /models: ${await describeRefusal(response)}`);
  const list = parseJson(await readBody(response));
  const first: unknown = isRecord(list) && Array.isArray(list['data']) ? list['data'][0] : undefined;
  if (isRecord(first) && typeof first['id'] === 'string') return first['id'];
  throw new Error('The server lists no model; name one with --model');
}

function chatRequestBody({ model, prompt, maxTokens }: ChatQuestion): string {
  return JSON.stringify({
    model,
    messages: [{ role: 'user', content: prompt }],
    max_tokens: maxTokens,
    stream: true,
    stream_options: { include_usage: true },
  });
}

async function measureStream(response: IncomingMessage, sentAtMs: number): Promise<RequestOutcome> {
  const timeline = new StreamTimeline();
  const parser = createParser({ onEvent: ({ data }) => timeline.record(data, performance.now() - sentAtMs) });
  for await (const text of textsOf(response)) parser.feed(text);
  return timeline.outcome();
}

async function describeRefusal(response: IncomingMessage): Promise<string> {
  const body = parseJson(await readBody(response));
  const description = isRecord(body) ? describeError(body['error']) : '';
  return `HTTP ${response.statusCode ?? 0} ${description}`.trimEnd();
}
