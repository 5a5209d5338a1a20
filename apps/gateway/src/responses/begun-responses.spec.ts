import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ServingError } from '#protocol';
import { CONTEXT, ResponsesScene, answerOf } from './responses.fixture.js';

const MINUTE_MS = 60_000;

describe('responses that began here', () => {
  let scene: ResponsesScene;

  beforeAll(async () => {
    scene = await ResponsesScene.open();
  });

  afterAll(() => scene.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const { tenant } = CONTEXT;
  const writerOf = async (id: string) => (await scene.conversations.read({ tenant, id }))?.lock?.responseId;

  it('are kept again when Redis has lost them, as they were', async () => {
    const id = await scene.begin({ background: true, metadata: { topic: 'places' } });
    const before = await scene.responses.find(tenant, id);
    await scene.lose(id);
    expect(await scene.responses.find(tenant, id)).toBeNull();
    await scene.begun.giveBack();
    const after = await scene.responses.find(tenant, id);
    expect(after).toEqual({ ...before, ageMs: after?.ageMs });
    await scene.say(id, answerOf('Hi.'));
    expect(await scene.archive.settle(tenant, id)).toMatchObject({ body: { status: 'completed' } });
  });

  it('take their conversation again, and leave there what they said, once', async () => {
    const conversation = await scene.conversation();
    const id = await scene.begin({ conversation });
    await scene.lose(id);
    await scene.conversations.unlock({ tenant, id: conversation }, id);
    await scene.begun.giveBack();
    expect(await writerOf(conversation)).toBe(id);
    await scene.say(id, answerOf('Hi.'));
    await scene.archive.settle(tenant, id);
    await scene.lose(id);
    await scene.begun.giveBack();
    await scene.archive.settle(tenant, id);
    expect((await scene.conversations.readAll({ tenant, id: conversation }))?.items).toHaveLength(3);
    expect(await writerOf(conversation)).toBeUndefined();
  });

  it('stay as they are when Redis has not lost them', async () => {
    const conversation = await scene.conversation();
    const id = await scene.answered('Hi.', { conversation });
    const { body } = (await scene.archive.settle(tenant, id)) ?? {};
    await scene.begun.giveBack();
    expect((await scene.responses.find(tenant, id))?.body).toEqual(body);
    expect(await writerOf(conversation)).toBeUndefined();
  });

  it('do not come back once they were deleted, here or elsewhere', async () => {
    const here = await scene.answered('Hi.');
    await scene.stored.delete(tenant, here);
    await scene.lose(here);
    const elsewhere = await scene.answered('Hi.');
    await scene.responses.forget(tenant, elsewhere);
    await scene.begun.giveBack();
    for (const id of [here, elsewhere]) expect(await scene.responses.find(tenant, id)).toBeNull();
  });

  it('are given back as soon as Redis can be reached', async () => {
    const id = await scene.begin();
    await scene.lose(id);
    jest.spyOn(scene.responses, 'keep').mockRejectedValueOnce(new ServingError('ledger_unavailable'));
    await scene.begun.giveBack();
    expect(await scene.responses.find(tenant, id)).not.toBeNull();
  });

  it('are remembered as long as their generations are, and while these are about to begin', async () => {
    await scene.begin();
    const known = scene.begun.size;
    scene.begun.forgetOld(performance.now() + MINUTE_MS);
    expect(scene.begun.size).toBe(known);
    scene.seen.forgetOld(performance.now() + MINUTE_MS);
    scene.begun.forgetOld(performance.now());
    expect(scene.begun.size).toBe(known);
    scene.begun.forgetOld(performance.now() + MINUTE_MS);
    expect(scene.begun.size).toBe(0);
  });

  it('that were refused are not remembered', async () => {
    const known = scene.begun.size;
    const refused = new ServingError('overloaded');
    await expect(
      scene.begin({}, (request, onAdmitted) =>
        scene.accept(request, async (generations) => {
          await onAdmitted(generations);
          throw refused;
        }),
      ),
    ).rejects.toBe(refused);
    expect(scene.begun.size).toBe(known);
  });
});
