/** What one `data:` line of a streamed chat completion tells the measurement. */
export type ChatEvent =
  | { type: 'chunk'; carriesToken: boolean; answerText: string; usage: TokenUsage }
  | { type: 'error'; message: string }
  | { type: 'done' };

/** As far as a server tells it; null for what it does not. */
export interface TokenUsage {
  promptTokens: number | null;
  /** The part of the prompt that was not read anew. */
  cachedTokens: number | null;
  completionTokens: number | null;
}

export const NO_USAGE: TokenUsage = { promptTokens: null, cachedTokens: null, completionTokens: null };

/** Reads the data of one server-sent event. What is not a chunk as we know it is an error that says so. */
export function parseChatEvent(text: string): ChatEvent {
  if (text === '[DONE]') return { type: 'done' };
  const chunk = parseJson(text);
  if (!isRecord(chunk)) return { type: 'error', message: 'an event is not a JSON object' };
  if (chunk['error'] !== undefined && chunk['error'] !== null) {
    return { type: 'error', message: describeError(chunk['error']) };
  }
  const delta = firstDelta(chunk);
  const answerText = textOf(delta['content']);
  const reasoningText = textOf(delta['reasoning_content']) || textOf(delta['reasoning']);
  const carriesToken = answerText !== '' || reasoningText !== '' || Array.isArray(delta['tool_calls']);
  return { type: 'chunk', carriesToken, answerText, usage: usageOf(chunk) };
}

/** The code and message of OpenAI's error object, as far as they are there. */
export function describeError(error: unknown): string {
  if (!isRecord(error)) return String(error);
  const parts = [error['code'] ?? error['type'], error['message']];
  return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join(': ');
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstDelta(chunk: Record<string, unknown>): Record<string, unknown> {
  const choice: unknown = Array.isArray(chunk['choices']) ? chunk['choices'][0] : undefined;
  return isRecord(choice) && isRecord(choice['delta']) ? choice['delta'] : {};
}

function usageOf({ usage }: Record<string, unknown>): TokenUsage {
  if (!isRecord(usage)) return NO_USAGE;
  const details = usage['prompt_tokens_details'];
  return {
    promptTokens: numberOf(usage['prompt_tokens']),
    cachedTokens: isRecord(details) ? numberOf(details['cached_tokens']) : null,
    completionTokens: numberOf(usage['completion_tokens']),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
