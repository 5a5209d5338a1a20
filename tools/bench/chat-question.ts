/** One message of a conversation, as OpenAI's dialect has it. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** What a server is asked. */
export interface ChatQuestion {
  messages: readonly ChatMessage[];
  maxTokens: number;
  /** Beside those of every request. */
  headers?: Record<string, string>;
}

/** Hears of each chunk with tokens, at the time of `performance.now()` when it came. */
export type TokenListener = (atMs: number) => void;

/** A conversation of one message. */
export function ask(prompt: string, maxTokens: number): ChatQuestion {
  return { messages: [{ role: 'user', content: prompt }], maxTokens };
}
