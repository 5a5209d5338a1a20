import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ResponseItem, newConversationId } from '#openai-api';
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
    await scene.responses.forget('acme', id);
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
    expect(asked.input).toEqual([history[1]]);
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
