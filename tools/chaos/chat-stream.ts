import { isRecord, parseJson } from '../bench/chat-event.js';

/** What a chat stream (or a log) adds up to, for one choice. */
export interface Answer {
  reasoning: string;
  content: string;
  calls: { name: string; argumentsText: string }[];
  finishReason: string | null;
}

export const emptyAnswer = (): Answer => ({ reasoning: '', content: '', calls: [], finishReason: null });

/** A chunk of a chat stream as the checks need it. */
export type ChatData =
  | { type: 'delta'; choice: number; delta: Record<string, unknown>; finishReason: string | null }
  | { type: 'usage' }
  | { type: 'steered'; what: string }
  | { type: 'error'; code: string }
  | { type: 'done' };

/** Reads the data of one event. Throws on anything that no chat stream holds. */
export function parseChatData(data: string): ChatData {
  if (data === '[DONE]') return { type: 'done' };
  const chunk = parseJson(data);
  if (!isRecord(chunk)) throw new Error(`This is no chunk of a chat stream: ${data}`);
  if (isRecord(chunk['error'])) return { type: 'error', code: String(chunk['error']['code']) };
  if (isRecord(chunk['harmonium'])) return { type: 'steered', what: String(chunk['harmonium']['type']) };
  const choice: unknown = Array.isArray(chunk['choices']) ? chunk['choices'][0] : undefined;
  if (!isRecord(choice)) return { type: 'usage' };
  return {
    type: 'delta',
    choice: Number(choice['index']),
    delta: isRecord(choice['delta']) ? choice['delta'] : {},
    finishReason: typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : null,
  };
}

export function isTerminalData(data: string): boolean {
  const { type } = parseChatData(data);
  return type === 'done' || type === 'error';
}

/** Adds the events of a chat stream up, choice by choice. */
export function foldChat(events: readonly { data: string }[], choices: number): Answer[] {
  const answers = Array.from({ length: choices }, emptyAnswer);
  for (const { data } of events) {
    const parsed = parseChatData(data);
    if (parsed.type !== 'delta') continue;
    const answer = answers[parsed.choice];
    if (!answer) throw new Error(`There is no choice ${parsed.choice}`);
    addDelta(answer, parsed.delta);
    answer.finishReason = parsed.finishReason ?? answer.finishReason;
  }
  return answers;
}

function addDelta(answer: Answer, delta: Record<string, unknown>): void {
  answer.content += textOf(delta['content']);
  answer.reasoning += textOf(delta['reasoning']);
  for (const call of Array.isArray(delta['tool_calls']) ? (delta['tool_calls'] as unknown[]) : [])
    addCall(answer, call);
}

function addCall(answer: Answer, call: unknown): void {
  if (!isRecord(call) || !isRecord(call['function'])) throw new Error('A tool call without a function');
  const index = Number(call['index']);
  const called = (answer.calls[index] ??= { name: '', argumentsText: '' });
  called.name += textOf(call['function']['name']);
  called.argumentsText += textOf(call['function']['arguments']);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
