import { describe, expect, it } from '@jest/globals';
import type { Conversation, ConversationMessage } from '#protocol';
import { ReasoningSeal } from './reasoning-seal.js';
import { ReasoningSeals } from './reasoning-seals.js';

const SECRET = Buffer.alloc(32, 7);
const REQUEST = { tenant: 'acme', promptParam: 'input' };
const NO_VOCABULARY = { vocabulary: () => Promise.reject(new Error('No vocabulary is needed to open a seal')) };
const seals = new ReasoningSeals(() => Promise.resolve([SECRET]), NO_VOCABULARY);
const sealed = new ReasoningSeal(SECRET).seal('acme', { text: 'They like tea.', vocabularyHash: '', tokenIds: [] });

function conversationOf(...messages: ConversationMessage[]): Conversation {
  return { instructions: '', messages, tools: [], responseFormats: [], reasoningEffort: 'low', currentDate: null };
}

describe('a sealed summary of a conversation', () => {
  it('is opened into a developer message, behind the words that introduce it', async () => {
    const given = conversationOf({ type: 'developer', text: 'Before: ', sealed }, { type: 'user', text: 'Hello' });
    expect((await seals.openAll(given, 'hash', REQUEST)).messages).toEqual([
      { type: 'developer', text: 'Before: They like tea.' },
      { type: 'user', text: 'Hello' },
    ]);
  });

  it('is refused if it is of another tenant, or was changed', async () => {
    const opened = (blob: string, tenant: string) =>
      seals.openAll(conversationOf({ type: 'developer', text: 'Before: ', sealed: blob }), 'hash', {
        ...REQUEST,
        tenant,
      });
    const refusal = { code: 'invalid_encrypted_content', param: 'input' };
    await expect(opened(sealed, 'other')).rejects.toMatchObject(refusal);
    await expect(opened(`${sealed.slice(0, -2)}AA`, 'acme')).rejects.toMatchObject(refusal);
    await expect(opened('They like coffee.', 'acme')).rejects.toMatchObject(refusal);
  });

  it('changes nothing of a conversation without any', async () => {
    const given = conversationOf({ type: 'developer', text: 'Be brief.' });
    expect(await seals.openAll(given, 'hash', REQUEST)).toBe(given);
  });
});
