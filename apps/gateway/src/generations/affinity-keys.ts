import { createHash } from 'node:crypto';
import type { GenerationRequest, Prompt } from '#protocol';
import { textOf } from './conversation-text.js';

/** Enough to tell conversations apart; two that share more than this share a long prefix anyway. */
const CHARACTERS_OF_A_TEXT = 20_000;
const TOKENS_OF_A_PROMPT = 2_000;

/**
 * Digests that stay the same over the turns of one conversation, the most telling first: its beginning up to the first
 * message of the user, and the key under which the client says that requests share a prefix, if it sent one.
 */
export function affinityKeys({ tenant, model, cacheKey, prompt }: GenerationRequest): string[] {
  const scope = [tenant, model, cacheKey ?? ''];
  const conversationKey = digest(prompt.type, ...scope, ...openingTexts(prompt).map(beginningOf));
  return cacheKey === null ? [conversationKey] : [conversationKey, digest('cache-key', ...scope)];
}

function openingTexts(prompt: Prompt): string[] {
  switch (prompt.type) {
    case 'text':
      return [prompt.text];
    case 'tokens':
      return [prompt.tokenIds.slice(0, TOKENS_OF_A_PROMPT).join(' ')];
    case 'conversation': {
      const { instructions, messages } = prompt.conversation;
      const opening = messages.slice(0, messages.findIndex(({ type }) => type === 'user') + 1);
      return [instructions, ...opening.map(textOf)];
    }
  }
}

function beginningOf(text: string): string {
  return text.slice(0, CHARACTERS_OF_A_TEXT);
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
