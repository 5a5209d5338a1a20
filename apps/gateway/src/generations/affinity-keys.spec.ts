import { describe, expect, it } from '@jest/globals';
import type { Conversation, ConversationMessage, GenerationRequest } from '#protocol';
import { conversationAbout, sampleRequest } from '../../../../test/support/sample-request.js';
import { affinityKeys } from './affinity-keys.js';

const opening: ConversationMessage[] = [{ type: 'user', text: 'What is the capital of France?' }];
const further: ConversationMessage[] = [
  { type: 'answer', text: 'Paris.' },
  { type: 'user', text: 'And of Spain?' },
];

describe('the keys of a conversation', () => {
  it('are the same for all its turns, whatever else the requests ask for', () => {
    const later = request({ messages: [...opening, ...further] }, { maxOutputTokens: 7, topLogprobs: 2 });
    expect(affinityKeys(later)).toEqual(affinityKeys(request()));
  });

  it('differ by tenant, model, instructions and first message', () => {
    const others = [
      request(),
      request({}, { tenant: 'other' }),
      request({}, { model: 'other' }),
      request({ instructions: 'Be brief.' }),
      request({ messages: [{ type: 'user', text: 'Hello' }] }),
      request({ messages: [{ type: 'developer', text: 'Be kind.' }, ...opening] }),
    ];
    expect(new Set(others.flatMap(affinityKeys)).size).toBe(others.length);
  });

  it('name the conversation first and the cache key second, which other conversations share', () => {
    const [conversation, shared, ...more] = affinityKeys(request({}, { cacheKey: 'acme' }));
    const other = affinityKeys(request({ messages: further }, { cacheKey: 'acme' }));
    expect(other).toEqual([expect.not.stringMatching(conversation ?? ''), shared]);
    expect(more).toEqual([]);
    expect(affinityKeys(request({}, { cacheKey: 'acme', tenant: 'other' }))).not.toContain(shared);
  });

  it('hold nothing of what was said, and are short, however long that is', () => {
    const text = 'secret '.repeat(1_000_000);
    for (const key of affinityKeys(request({ messages: [{ type: 'user', text }] }, { cacheKey: 'secret' })))
      expect(key).toMatch(/^[\w-]{43}$/);
  });

  it('exist for a conversation in which no user speaks', () => {
    expect(affinityKeys(request({ messages: [] }))).toHaveLength(1);
  });
});

function request(conversation: Partial<Conversation> = {}, more: Partial<GenerationRequest> = {}): GenerationRequest {
  return sampleRequest({ ...conversationAbout({ messages: opening, ...conversation }), ...more });
}
