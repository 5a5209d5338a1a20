import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ResponseItem, nameItems, newConversationId, toResponseId } from '#openai-api';
import { newGenerationId } from '#protocol';
import { linkBehind } from './response-chain.js';
import { CONTEXT, ResponsesScene } from './responses.fixture.js';

const UNKNOWN = 'resp_00000000000000000000000000';

describe('what a response goes on from', () => {
  let scene: ResponsesScene;

  beforeAll(async () => {
    scene = await ResponsesScene.open();
  });

  afterAll(() => scene.close());

  const resolve = (fields: Record<string, unknown>, tenant = CONTEXT.tenant) =>
    scene.history.resolve(scene.asked(fields), tenant);
  const saidIn = (items: readonly ResponseItem[]): string[] =>
    items.flatMap((item) => (item.type === 'message' ? item.content.map((part) => JSON.stringify(part)) : []));
  const refusal = (code: string, param: string) => expect.objectContaining({ code, param });

  it('is all that was said before, in its order', async () => {
    const first = await scene.answered('one', { input: 'first' });
    const second = await scene.answered('two', { input: 'second', previous_response_id: first });
    const { history, chain } = await resolve({ input: 'third', previous_response_id: second });
    expect(chain).toEqual([first, second]);
    expect(history.map(({ type }) => type)).toEqual([
      'message',
      'reasoning',
      'message',
      'message',
      'reasoning',
      'message',
    ]);
    const said = saidIn(history).map((part) => (JSON.parse(part) as { text: string }).text);
    expect(said).toEqual(['first', 'one', 'second', 'two']);
    expect(new Set(history.map(({ id }) => id)).size).toBe(6);
  });

  it('is said once, also when the client sends again what it was answered, or refers to it', async () => {
    const first = await scene.answered('one', { input: 'first' });
    const { body } = (await scene.archive.settle('acme', first)) ?? {};
    const own = { role: 'user', content: 'and?' };
    const { asked, history } = await resolve({
      input: [...(body?.output ?? []), { type: 'item_reference', id: body?.output[0]?.id }, own],
      previous_response_id: first,
    });
    expect(history).toHaveLength(3);
    expect(asked.input).toEqual([expect.objectContaining({ role: 'user' })]);
    const second = await scene.answered('two', { input: [...(body?.output ?? []), own], previous_response_id: first });
    const { history: later } = await resolve({ previous_response_id: second });
    expect(new Set(later.map(({ id }) => id)).size).toBe(later.length);
    expect(saidIn(later)).toHaveLength(4);
  });

  it('keeps words of the client apart that it gave the same name', async () => {
    const named = (content: string) => ({ type: 'message', role: 'user', id: 'msg_1', content });
    const first = await scene.answered('one', { input: [named('a'), named('b')] });
    const { asked } = await resolve({ input: [named('c')], previous_response_id: first });
    expect(asked.input).toHaveLength(1);
  });

  it('may be what only the caller knows, which can be referred to as well', async () => {
    const [item] = nameItems(scene.asked({ input: 'Earlier' }).input as ResponseItem[], newGenerationId());
    if (!item) throw new Error('There is none');
    const input = [
      { type: 'item_reference', id: item.id },
      { role: 'user', content: 'Hi' },
    ];
    const { asked, history } = await scene.history.resolve(scene.asked({ input }), 'acme', [item]);
    expect(history).toEqual([item]);
    expect(asked.input).toHaveLength(1);
    const beside = await resolve({ input: [item, ...input] });
    expect(beside.asked.input).toEqual([item, expect.objectContaining({ role: 'user' })]);
  });

  it('is all of a long chain, of which each response keeps only the end', async () => {
    const first = await scene.answered('one');
    const kept = await scene.responses.find('acme', first);
    if (!kept) throw new Error('It is not kept');
    const body = (await scene.archive.settle('acme', first))?.body;
    let last = first;
    let { chain } = await resolve({ previous_response_id: first });
    for (let number = 2; number <= 120; number++) {
      const generationId = newGenerationId();
      last = toResponseId(generationId);
      await scene.responses.keep({ ...kept, id: last, generationId, chain, input: [] });
      if (body) await scene.responses.archive('acme', last, { ...body, id: last, output: [] });
      chain = linkBehind({ id: last, chain });
    }
    const { history, chain: link } = await resolve({ previous_response_id: last });
    expect(history).toHaveLength(3);
    expect(link.length).toBeLessThanOrEqual(50);
  });

  it('is not known of another tenant, nor once anything of it was deleted', async () => {
    const first = await scene.answered('one');
    const second = await scene.answered('two', { previous_response_id: first });
    const notFound = refusal('previous_response_not_found', 'previous_response_id');
    for (const id of [UNKNOWN, 'resp_x', 'msg_x'])
      await expect(resolve({ previous_response_id: id })).rejects.toEqual(notFound);
    await expect(resolve({ previous_response_id: second }, 'other')).rejects.toEqual(notFound);
    await scene.responses.forget('acme', first);
    await expect(resolve({ previous_response_id: second })).rejects.toEqual(notFound);
  });

  it('has to be stored', async () => {
    const hidden = await scene.begin({ store: false, conversation: await scene.conversation() });
    const notFound = refusal('previous_response_not_found', 'previous_response_id');
    await expect(resolve({ previous_response_id: hidden })).rejects.toEqual(notFound);
    const { kept } = (await scene.archive.settle('acme', hidden)) ?? {};
    const input = [{ type: 'item_reference', id: kept?.input[0]?.id }];
    await expect(resolve({ input })).rejects.toEqual(refusal('item_not_found', 'input[0].id'));
  });

  it('has to have ended', async () => {
    const running = await scene.begin();
    const inProgress = refusal('response_in_progress', 'previous_response_id');
    await expect(resolve({ previous_response_id: running })).rejects.toEqual(inProgress);
  });

  it('is not endless', async () => {
    const first = await scene.answered('one');
    const kept = await scene.responses.find('acme', first);
    if (!kept) throw new Error('It is not kept');
    const id = await scene.answered('two', { previous_response_id: first });
    await scene.lose(id);
    await scene.responses.keep({ ...kept, id, chain: Array.from({ length: 1_000 }, () => first) });
    const tooLong = refusal('invalid_value', 'previous_response_id');
    await expect(resolve({ previous_response_id: id })).rejects.toEqual(tooLong);
  });

  it('may be single items, by what refers to them', async () => {
    const first = await scene.answered('one', { input: 'first' });
    const { kept, body } = (await scene.archive.settle('acme', first)) ?? {};
    const items = [...(kept?.input ?? []), ...(body?.output ?? [])];
    const references = items.map(({ id }) => ({ type: 'item_reference', id }));
    const { asked } = await resolve({ input: [...references, { role: 'user', content: 'and?' }] });
    expect(asked.input.slice(0, -1)).toEqual(items);
    const unknown = { type: 'item_reference', id: items[0]?.id.replace('i0000', 'i0007') };
    for (const [input, tenant] of [
      [[references[0], unknown], 'acme'],
      [[{ role: 'user', content: 'Hi' }, references[1]], 'other'],
    ] as const)
      await expect(resolve({ input }, tenant)).rejects.toEqual(refusal('item_not_found', 'input[1].id'));
  });

  it('may be a conversation, with what a response that has just ended leaves there', async () => {
    const conversation = await scene.conversation();
    await scene.answered('one', { input: 'first', conversation });
    const { history } = await resolve({ conversation });
    expect(saidIn(history)).toHaveLength(2);
    const { asked } = await resolve({ conversation, input: [{ type: 'item_reference', id: history[1]?.id }] });
    expect(asked.input).toEqual([]);
    for (const [id, tenant] of [
      [conversation, 'other'],
      [newConversationId(), 'acme'],
      ['conv_x', 'acme'],
    ] as const)
      await expect(resolve({ conversation: id }, tenant)).rejects.toEqual(
        refusal('conversation_not_found', 'conversation'),
      );
  });
});
