/** What one `data:` line of a streamed chat completion tells the measurement. */
export type ChatEvent =
  | { type: 'chunk'; carriesToken: boolean; carriesAnswer: boolean; completionTokens: number | null }
  | { type: 'error'; message: string }
  | { type: 'done' };

/** Reads the data of one server-sent event. What is not a chunk as we know it is an error that says so. */
export function parseChatEvent(text: string): ChatEvent {
  if (text === '[DONE]') return { type: 'done' };
  const chunk = parseJson(text);
  if (!isRecord(chunk)) return { type: 'error', message: 'an event is not a JSON object' };
  if (chunk['error'] !== undefined && chunk['error'] !== null) {
    return { type: 'error', message: describeError(chunk['error']) };
  }
  const delta = firstDelta(chunk);
  const carriesAnswer = isText(delta['content']);
  const carriesReasoning = isText(delta['reasoning_content']) || isText(delta['reasoning']);
  return {
    type: 'chunk',
    carriesToken: carriesAnswer || carriesReasoning || Array.isArray(delta['tool_calls']),
    carriesAnswer,
    completionTokens: completionTokens(chunk),
  };
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

function completionTokens(chunk: Record<string, unknown>): number | null {
  const tokens = isRecord(chunk['usage']) ? chunk['usage']['completion_tokens'] : null;
  return typeof tokens === 'number' ? tokens : null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
