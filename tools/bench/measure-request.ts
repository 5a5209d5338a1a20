import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { describeError, isRecord, parseJson } from './chat-event.js';
import type { ChatQuestion, TokenListener } from './chat-question.js';
import { describeThrown } from './describe-thrown.js';
import { readBody, textsOf, type KeepAliveClient } from './keep-alive-client.js';
import { StreamTimeline, type RequestOutcome } from './stream-timeline.js';

/** As gpt-oss wants to be sampled. All of it is said, since servers differ in what they do unasked: llama-server cuts. */
const SAMPLING = { temperature: 1, top_p: 1, top_k: 0, min_p: 0 };

/** Asks one question, streaming, and measures the answer. Never throws: a failure is an outcome too. */
export async function measureRequest(
  client: KeepAliveClient,
  model: string,
  question: ChatQuestion,
  onToken?: TokenListener,
): Promise<RequestOutcome> {
  const sentAtMs = performance.now();
  const timeline = new StreamTimeline(onToken && ((atMs) => onToken(sentAtMs + atMs)));
  try {
    const response = await client.post('/chat/completions', chatRequestBody(model, question), question.headers);
    if (response.statusCode !== 200) return { type: 'failed', reason: await describeRefusal(response) };
    const parser = createParser({ onEvent: ({ data }) => timeline.record(data, performance.now() - sentAtMs) });
    for await (const text of textsOf(response)) parser.feed(text);
    return timeline.outcome();
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

function chatRequestBody(model: string, { messages, maxTokens }: ChatQuestion): string {
  return JSON.stringify({
    model,
    messages,
    max_tokens: maxTokens,
    ...SAMPLING,
    stream: true,
    stream_options: { include_usage: true },
  });
}

async function describeRefusal(response: IncomingMessage): Promise<string> {
  const body = parseJson(await readBody(response));
  const description = isRecord(body) ? describeError(body['error']) : '';
  return `HTTP ${response.statusCode ?? 0} ${description}`.trimEnd();
}
