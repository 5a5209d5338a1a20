import type { FinishReason } from '#protocol';
import type { ChatIdentity } from '../chat-completions/chat-identity.js';

/** The same for every dialect whose answers have choices. */
export type CompletionIdentity = ChatIdentity;

/** The id by which clients of legacy completions know the answer. */
export function toTextCompletionId([id]: CompletionIdentity['generationIds']): string {
  return `cmpl-${id.replace(/^gen_/, '')}`;
}

export type CompletionFinishReason = 'stop' | 'length';

/** Bare text calls no tools. */
export function toCompletionFinishReason(reason: FinishReason): CompletionFinishReason {
  return reason === 'length' ? 'length' : 'stop';
}
