import { postChat } from './chat-client.js';
import { TINY } from './test-cluster.js';

export interface ToolCall {
  id: string;
  type: string;
  function: { name: string; arguments: string };
}

/** A chat completion without streaming, as far as tests look at it. */
export interface WholeAnswer {
  id: string;
  choices: {
    message: { role: string; content: string | null; reasoning?: string; tool_calls?: ToolCall[] };
    finish_reason: string;
  }[];
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
    total_tokens: number;
    completion_tokens_details: { reasoning_tokens: number };
  };
}

/** Asks without streaming; a text stands for one question. Greedy unless told otherwise. Fails when the request is refused. */
export async function wholeAnswer(
  baseUrl: string,
  asked: string | readonly object[],
  extra: Record<string, unknown> = {},
): Promise<WholeAnswer> {
  const messages = typeof asked === 'string' ? [{ role: 'user', content: asked }] : asked;
  const response = await postChat(baseUrl, { model: TINY, messages, temperature: 0, ...extra });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`Refused with ${response.status}: ${text}`);
  return JSON.parse(text) as WholeAnswer;
}

/** Reasoning, content and the reason of the end: what a stream of the same question must also bring. */
export function substanceOf({ choices: [choice] }: WholeAnswer) {
  if (!choice) throw new Error('The answer has no choice');
  const { message, finish_reason: finishReason } = choice;
  return { reasoning: message.reasoning ?? '', content: message.content ?? '', finishReason };
}
