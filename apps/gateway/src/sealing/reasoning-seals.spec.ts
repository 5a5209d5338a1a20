import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import type { Conversation, ConversationMessage, Frame, GenerationEvent } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds } from '../../../../test/support/harmony-samples.js';
import { conversationAbout, conversationIn } from '../../../../test/support/sample-request.js';
import { ReasoningSeals, type ThoughtSealer } from './reasoning-seals.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const models = { vocabulary: () => Promise.resolve(vocabulary) };
const [old, present] = [randomBytes(32), randomBytes(32)];
const seals = new ReasoningSeals(() => Promise.resolve([present, old]), models);

const OURS = { tenant: 'acme', vocabularyHash: vocabulary.hash };
const INPUT = { tenant: 'acme', promptParam: 'input' };
const HM = markupIds('<|channel|>analysis<|message|>Hm.<|end|>', vocabulary);

function frame(tokenIds: readonly number[], ...events: GenerationEvent[]): Frame {
  return { sequence: 1, firstTokenIndex: 0, tokenIds, events };
}

async function sealed(generation = OURS, by = seals): Promise<string> {
  const sealer = await by.sealerOf(generation);
  sealer.observe(frame(HM.slice(0, 3)));
  sealer.observe(frame(HM.slice(3)));
  return sealer.seal('Hm.');
}

const conversationOf = (...messages: ConversationMessage[]): Conversation =>
  conversationIn(conversationAbout({ messages }));
const open = async (message: ConversationMessage, { by = seals, hash = vocabulary.hash, input = INPUT } = {}) =>
  (await by.openAll(conversationOf(message), hash, input)).messages;

describe('a sealed thought', () => {
  let blob: string;

  beforeAll(async () => {
    blob = await sealed();
  });

  it('comes back with its words and in its tokens, whatever the client says it was', async () => {
    const opened = [{ type: 'reasoning', text: 'Hm.', tokenIds: HM }];
    expect(await open({ type: 'reasoning', text: '', sealed: blob })).toEqual(opened);
    expect(await open({ type: 'reasoning', text: 'Something else.', sealed: blob })).toEqual(opened);
  });

  it('is the same in every replay and at every gateway', async () => {
    expect(await sealed()).toBe(blob);
    expect(await sealed(OURS, new ReasoningSeals(() => Promise.resolve([present]), models))).toBe(blob);
  });

  it('of a secret that was replaced is still opened', async () => {
    const before = await sealed(OURS, new ReasoningSeals(() => Promise.resolve([old]), models));
    expect(before).not.toBe(blob);
    expect(await open({ type: 'reasoning', text: '', sealed: before })).toMatchObject([{ text: 'Hm.' }]);
  });

  it('of another vocabulary comes back with its words only', async () => {
    expect(await open({ type: 'reasoning', text: '', sealed: blob }, { hash: 'other' })).toEqual([
      { type: 'reasoning', text: 'Hm.' },
    ]);
  });

  it('that stands nowhere as it was shown has words, and no tokens', async () => {
    const sealer = await seals.sealerOf(OURS);
    sealer.observe(frame(HM));
    expect(await open({ type: 'reasoning', text: '', sealed: sealer.seal('Hm. And more.') })).toEqual([
      { type: 'reasoning', text: 'Hm. And more.' },
    ]);
  });

  it('is that which stands after an edit', async () => {
    const sealer: ThoughtSealer = await seals.sealerOf(OURS);
    sealer.observe(frame(markupIds('<|channel|>analysis<|message|>No.', vocabulary)));
    const rewound = { type: 'rewound', toToken: 3 } as GenerationEvent;
    sealer.observe(frame(HM.slice(3), rewound));
    expect(await open({ type: 'reasoning', text: '', sealed: sealer.seal('Hm.') })).toMatchObject([{ tokenIds: HM }]);
  });

  it.each([
    ['of another tenant', () => sealed({ ...OURS, tenant: 'other' })],
    ['that was changed', async () => `${(await sealed()).slice(0, -4)}AAAA`],
    ['of somebody else', () => Promise.resolve('gAAAAABo')],
  ])('%s does not open: there is what the client says of it, or an error', async (_, theirs) => {
    const blob = await theirs();
    expect(await open({ type: 'reasoning', text: 'I say.', sealed: blob })).toEqual([
      { type: 'reasoning', text: 'I say.' },
    ]);
    await expect(open({ type: 'reasoning', text: '', sealed: blob })).rejects.toMatchObject({
      code: 'invalid_encrypted_content',
      param: 'input',
    });
    expect(await open({ type: 'reasoning', text: '', sealed: blob, mayVanish: true })).toEqual([]);
  });

  it('may be a summary, which stands behind its introduction', async () => {
    expect(await open({ type: 'developer', text: 'Before: ', sealed: blob })).toEqual([
      { type: 'developer', text: 'Before: Hm.' },
    ]);
    await expect(open({ type: 'developer', text: 'Before: ', sealed: 'gAAAAABo' })).rejects.toMatchObject({
      code: 'invalid_encrypted_content',
    });
  });

  it('is not looked for where there is none, so that no secret is needed', async () => {
    const unknown = new ReasoningSeals(() => Promise.reject(new Error('away')), models);
    const conversation = conversationOf({ type: 'reasoning', text: 'Hm.' });
    expect(await unknown.openAll(conversation, vocabulary.hash, INPUT)).toBe(conversation);
  });

  it('waits for no secret that could not be had once', async () => {
    let tries = 0;
    const secrets = () => (++tries === 1 ? Promise.reject(new Error('away')) : Promise.resolve([present]));
    const late = new ReasoningSeals(secrets, models);
    await expect(late.sealerOf(OURS)).rejects.toThrow('away');
    expect(await sealed(OURS, late)).toBe(blob);
    await sealed(OURS, late);
    expect(tries).toBe(2);
  });
});
