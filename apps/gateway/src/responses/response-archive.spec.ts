import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../../test/support/test-cluster.js';
import { ResponsesScene, answerOf } from './responses.fixture.js';

const failed = { type: 'error', code: 'generation_failed', message: 'Out of luck.' } as const;

describe('the archive of responses', () => {
  let scene: ResponsesScene;

  beforeAll(async () => {
    scene = await ResponsesScene.open();
  });

  afterAll(() => scene.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const bodyOf = async (id: string) => (await scene.archive.settle('acme', id))?.body;
  const textOf = (items: readonly unknown[]): string => JSON.stringify(items);

  const itemsOf = async (id: string): Promise<readonly unknown[]> =>
    (await scene.conversations.readAll({ tenant: 'acme', id }))?.items ?? [];

  it('shows what there is of a response, and keeps its final form as soon as somebody looks', async () => {
    const id = await scene.begin({ background: true });
    expect(await scene.archive.settle('acme', id)).toMatchObject({ hasEnded: false, body: { status: 'queued' } });
    expect((await scene.responses.find('acme', id))?.body).toBeNull();
    await scene.say(id, answerOf('Hi.'));
    const settled = await scene.archive.settle('acme', id);
    expect(settled).toMatchObject({ hasEnded: true, body: { id, status: 'completed' } });
    expect((await scene.responses.find('acme', id))?.body).toEqual(settled?.body);
    expect(settled?.body.output[0]).toMatchObject({ type: 'reasoning', encrypted_content: 'sealed(Hm.)' });
    expect(await bodyOf(id)).toEqual(settled?.body);
  });

  it('is the same for all who look at once, and when it ended stands in the record', async () => {
    const id = await scene.answered('Hi.');
    const { endedAtMs } = (await scene.ledger.control.progressOf(id.replace('resp_', 'gen_'))) ?? {};
    const bodies = await Promise.all(Array.from({ length: 8 }, () => bodyOf(id)));
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(bodies[0]?.completed_at).toBe(Math.floor((endedAtMs ?? 0) / 1_000));
  });

  it('finds by itself what nobody looked at, and does not read what runs', async () => {
    const running = await scene.begin();
    const id = await scene.answered('Hi.');
    const read = jest.spyOn(scene.ledger.generations, 'read');
    scene.archive.start();
    await eventually(async () => (await scene.responses.find('acme', id))?.body !== null);
    scene.archive.stop();
    expect(read.mock.calls.map(([generation]) => generation)).not.toContain(running.replace('resp_', 'gen_'));
    expect(scene.errors).toEqual([]);
  });

  it('looks at all that is due, however much that is, and asks for all at once whether it runs', async () => {
    const running = await scene.begin({ background: true });
    const ids = await Promise.all(Array.from({ length: 40 }, () => scene.answered('Hi.')));
    const due = [running, ...ids].map((id) => ({ tenant: 'acme', id }));
    const claim = jest.spyOn(scene.responses, 'claimUnarchived').mockResolvedValue([]);
    for (let at = 0; at < due.length; at += 20) claim.mockResolvedValueOnce(due.slice(at, at + 20));
    const settle = jest.spyOn(scene.archive, 'settle');
    await scene.archive.look();
    const bodies = await Promise.all(ids.map((id) => scene.responses.find('acme', id)));
    expect(bodies.every((found) => found?.body?.status === 'completed')).toBe(true);
    expect(settle.mock.calls.map(([, id]) => id).sort()).toEqual([...ids].sort());
  });

  it('goes on looking when one of them cannot be read', async () => {
    const [first, second] = [await scene.answered('Hi.'), await scene.answered('Hi.')];
    const claim = jest.spyOn(scene.responses, 'claimUnarchived').mockResolvedValue([]);
    claim.mockResolvedValueOnce([first, second].map((id) => ({ tenant: 'acme', id })));
    jest.spyOn(scene.archive, 'settle').mockRejectedValueOnce(new Error('It cannot be read'));
    await scene.archive.look();
    expect((await scene.responses.find('acme', second))?.body).toMatchObject({ status: 'completed' });
    expect(scene.errors.splice(0)).toHaveLength(1);
  });

  it('waits for a generation that is about to be accepted, and says so of one that will not come', async () => {
    const notYet = scene.accept;
    const id = await scene.begin({}, async (request, onAdmitted) => {
      const { ledger } = scene;
      jest.spyOn(ledger.generations, 'accept').mockResolvedValueOnce();
      return notYet(request, onAdmitted);
    });
    expect(await scene.archive.settle('acme', id)).toMatchObject({ hasEnded: false, body: { error: null } });
    const kept = await scene.responses.find('acme', id);
    jest.spyOn(scene.responses, 'find').mockResolvedValueOnce(kept && { ...kept, ageMs: 10_001 });
    const lost = { status: 'failed', error: { code: 'server_error' } };
    expect(await scene.archive.settle('acme', id)).toMatchObject({ hasEnded: true, body: lost });
    expect((await scene.responses.find('acme', id))?.body).toMatchObject(lost);
  });

  it('leaves items in the conversation once, however many archive it', async () => {
    const id = await scene.conversation();
    const response = await scene.answered('Hi.', { conversation: id });
    await Promise.all(Array.from({ length: 5 }, () => scene.archive.settle('acme', response)));
    const items = await itemsOf(id);
    expect(items).toHaveLength(3);
    expect(textOf(items)).toContain('Hello');
    expect(textOf(items)).toContain('sealed(Hm.)');
  });

  it('leaves in the conversation what was cut off only if one can go on from it, and nothing of a failure', async () => {
    const id = await scene.conversation();
    const usage = { promptTokens: 3, cachedTokens: 0, completionTokens: 5, reasoningTokens: 2 };
    const cut = [
      { type: 'item-started', item: 0, kind: 'tool-call', toolName: 'look' },
      { type: 'tool-arguments-delta', item: 0, text: '{"at":' },
      { type: 'finish', reason: 'length', usage },
    ] as const;
    for (const events of [cut, [failed], [{ ...failed, code: 'cancelled' }]] as const)
      await scene.archive.settle('acme', await scene.answered('', { conversation: id }, events));
    expect(await itemsOf(id)).toHaveLength(1);
    const { lock } = (await scene.conversations.read({ tenant: 'acme', id })) ?? {};
    expect(lock).toBeNull();
  });

  it('keeps nothing of a response that was only kept for its conversation', async () => {
    const id = await scene.conversation();
    const response = await scene.answered('Hi.', { conversation: id, store: false });
    expect(await scene.responses.find('acme', response)).toMatchObject({ isStored: false });
    await scene.archive.settle('acme', response);
    expect(await scene.archive.settle('acme', response)).toBeNull();
    expect(await itemsOf(id)).toHaveLength(3);
  });
});
