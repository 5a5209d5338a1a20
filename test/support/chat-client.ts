import { createParser } from 'eventsource-parser';
import { TEST_KEY, TINY } from './test-cluster.js';

/** One parsed chunk of a chat completion stream, as far as tests look at it. */
export interface ChatChunk {
  id?: string;
  choices?: {
    delta: { role?: string; content?: string; reasoning?: string; tool_calls?: unknown[] };
    finish_reason: string | null;
  }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: { code: string; message: string };
}

/** What a whole stream brought. */
export interface StreamedAnswer {
  status: number;
  /** By the answer's header; of several choices all, with commas between them. */
  generationId: string;
  reasoning: string;
  content: string;
  finishReason: string | null;
  error: string | null;
  done: boolean;
  chunks: ChatChunk[];
}

interface AskOptions {
  signal?: AbortSignal;
  onChunk?: (chunk: ChatChunk) => void;
}

export function postChat(baseUrl: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${baseUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** Asks the tiny model and reads the stream to its end. Greedy unless told otherwise, so that answers are the same each time. */
export async function streamAnswer(
  baseUrl: string,
  question: string,
  extra: Record<string, unknown> = {},
  { signal, onChunk }: AskOptions = {},
): Promise<StreamedAnswer> {
  const messages = [{ role: 'user', content: question }];
  const body = { model: TINY, messages, stream: true, temperature: 0, ...extra };
  return readAnswer(await postChat(baseUrl, body, signal), onChunk);
}

/** Reads a chat stream to its end, or why there is none. */
export async function readAnswer(response: Response, onChunk?: AskOptions['onChunk']): Promise<StreamedAnswer> {
  const answer: StreamedAnswer = {
    status: response.status,
    generationId: response.headers.get('x-harmonium-generation-id') ?? '',
    reasoning: '',
    content: '',
    finishReason: null,
    error: null,
    done: false,
    chunks: [],
  };
  if (!response.ok || !response.body) return { ...answer, error: await response.text() };
  const parser = createParser({ onEvent: ({ data }) => keep(answer, data, onChunk) });
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) parser.feed(text);
  return answer;
}

function keep(answer: StreamedAnswer, data: string, onChunk: AskOptions['onChunk']): void {
  if (data === '[DONE]') {
    answer.done = true;
    return;
  }
  const chunk = JSON.parse(data) as ChatChunk;
  answer.chunks.push(chunk);
  answer.error = chunk.error?.code ?? answer.error;
  const choice = chunk.choices?.[0];
  answer.reasoning += choice?.delta.reasoning ?? '';
  answer.content += choice?.delta.content ?? '';
  answer.finishReason = choice?.finish_reason ?? answer.finishReason;
  onChunk?.(chunk);
}
