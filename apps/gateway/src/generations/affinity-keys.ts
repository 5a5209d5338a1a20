import { createHash } from 'node:crypto';
import type { GenerationRequest } from '#protocol';
import { textOf } from './conversation-text.js';

/** Enough to tell conversations apart; two that share more than this share a long prefix anyway. */
const CHARACTERS_OF_A_TEXT = 20_000;

/**
 * Digests that stay the same over the turns of one conversation, the most telling first: its beginning up to the first
 * message of the user, and the key under which the client says that requests share a prefix, if it sent one.
 */
export function affinityKeys({ tenant, model, cacheKey, conversation }: GenerationRequest): string[] {
  const { instructions, messages } = conversation;
  const opening = messages.slice(0, messages.findIndex(({ type }) => type === 'user') + 1);
  const scope = [tenant, model, cacheKey ?? ''];
  const conversationKey = digest('conversation', ...scope, ...[instructions, ...opening.map(textOf)].map(beginningOf));
  return cacheKey === null ? [conversationKey] : [conversationKey, digest('cache-key', ...scope)];
}

function beginningOf(text: string): string {
  return text.slice(0, CHARACTERS_OF_A_TEXT);
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
