import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ConversationMessage, type GenerationRequest, ServingError } from '#protocol';
import { NO_RULES } from '../../../../test/support/sample-generation.js';
import { conversationAbout, conversationIn, sampleRequest } from '../../../../test/support/sample-request.js';
import { fitContext } from './fit-context.js';
import type { PreparedRequest } from './request-preparer.js';

const CONTEXT_TOKENS = 100;
/** Of which a quarter is left to the answer. */
const MOST_TOKENS = 75;

const user = (text: string): ConversationMessage => ({ type: 'user', text });
const answer = (text: string): ConversationMessage => ({ type: 'answer', text });
const TURNS = [
  user('a'.repeat(40)),
  answer('b'.repeat(20)),
  user('c'.repeat(30)),
  answer('d'.repeat(10)),
  user('e'.repeat(20)),
];

/** A prompt of one token for each character, and the messages that were left in it. */
async function fit(
  messages: readonly ConversationMessage[],
  more: Partial<GenerationRequest> = {},
): Promise<{ kept: readonly ConversationMessage[]; tokens: number; prepared: number }> {
  const request = sampleRequest({ mayForgetOldest: true, ...conversationAbout({ messages }), ...more });
  const kept = new Map<PreparedRequest, readonly ConversationMessage[]>();
  const prepare = (fitting: GenerationRequest): Promise<PreparedRequest> => {
    const { messages: left } = conversationIn(fitting);
    const characters = left.reduce((sum, message) => sum + ('text' in message ? message.text.length : 0), 0);
    const prepared = { tokenIds: new Array<number>(characters).fill(1), rules: NO_RULES };
    kept.set(prepared, left);
    return Promise.resolve(prepared);
  };
  const fitted = await fitContext(request, CONTEXT_TOKENS, prepare);
  return { kept: kept.get(fitted) ?? [], tokens: fitted.tokenIds.length, prepared: kept.size };
}

describe('a conversation that is longer than the context', () => {
  it('loses as many of its oldest turns as leave room for an answer, and whole turns only', async () => {
    expect((await fit(TURNS)).kept).toEqual(TURNS.slice(2));
  });

  it('loses less when only a short answer is asked for', async () => {
    const long = [user('a'.repeat(40)), answer('b'.repeat(10)), user('c'.repeat(35)), user('d'.repeat(10))];
    expect((await fit(long)).kept).toEqual(long.slice(2));
    expect((await fit(long, { maxOutputTokens: 5 })).kept).toEqual(long);
  });

  it('loses nothing when it fits, or may not forget', async () => {
    expect(await fit(TURNS.slice(2))).toMatchObject({ kept: TURNS.slice(2), prepared: 1 });
    expect((await fit(TURNS, { mayForgetOldest: false })).kept).toEqual(TURNS);
  });

  it('keeps its last turn in any case, with all that the user said at once', async () => {
    const last = [user('x'.repeat(60)), user('y'.repeat(60)), answer('z')];
    expect((await fit([...TURNS, answer('f'), ...last])).kept).toEqual(last);
    expect((await fit(last)).kept).toEqual(last);
    expect((await fit([answer('z'.repeat(200))])).kept).toHaveLength(1);
  });

  it('loses what stands before the first thing that a user says', async () => {
    const before = [answer('z'.repeat(80)), ...TURNS.slice(2)];
    expect((await fit(before)).kept).toEqual(TURNS.slice(2));
  });

  it('is not rendered for every turn it has', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => [user(`${index % 10}`), answer('y')]).flat();
    const { tokens, prepared } = await fit(many);
    expect(tokens).toBe(MOST_TOKENS - 1);
    expect(prepared).toBeLessThan(14);
  });

  it('is as long as it may be, and a suffix that begins with a user, whatever was said', async () => {
    const anyMessage = fc.oneof(
      fc.nat({ max: 60 }).map((length) => user('u'.repeat(length))),
      fc.nat({ max: 60 }).map((length) => answer('a'.repeat(length))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyMessage, { maxLength: 12 }), async (messages) => {
        const { kept, tokens } = await fit(messages);
        expect(messages.slice(messages.length - kept.length)).toEqual(kept);
        if (kept.length === messages.length) return;
        expect(kept[0]?.type).toBe('user');
        const beginnings = messages.flatMap(({ type }, at) =>
          type === 'user' && messages[at - 1]?.type !== 'user' ? [at] : [],
        );
        const at = messages.length - kept.length;
        const longer = beginnings.filter((beginning) => beginning < at && beginning > 0).at(-1);
        const lengthFrom = (from: number) =>
          messages.slice(from).reduce((sum, message) => sum + ('text' in message ? message.text.length : 0), 0);
        if (longer !== undefined) expect(lengthFrom(longer)).toBeGreaterThan(MOST_TOKENS);
        if (at !== beginnings.at(-1)) expect(tokens).toBeLessThanOrEqual(MOST_TOKENS);
      }),
    );
  });

  it('is refused for what is wrong in it, as any other', async () => {
    const refused = new ServingError('invalid_value');
    const request = sampleRequest({ mayForgetOldest: true });
    await expect(fitContext(request, CONTEXT_TOKENS, () => Promise.reject(refused))).rejects.toBe(refused);
  });
});
