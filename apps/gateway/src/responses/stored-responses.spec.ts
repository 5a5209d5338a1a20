import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResponsesScene } from './responses.fixture.js';

const notFound = expect.objectContaining({ code: 'response_not_found' });

describe('a stored response', () => {
  let scene: ResponsesScene;

  beforeAll(async () => {
    scene = await ResponsesScene.open();
  });

  afterAll(() => scene.close());

  it('is found by its tenant only, and not at all if it is not stored', async () => {
    const id = await scene.answered('Hi.');
    expect(await scene.stored.find('acme', id)).toMatchObject({ body: { id } });
    const hidden = await scene.begin({ store: false, conversation: await scene.conversation() });
    for (const [tenant, wanted] of [
      ['other', id],
      ['acme', hidden],
      ['acme', id.replace('resp_', 'gen_')],
    ] as const) {
      await expect(scene.stored.find(tenant, wanted)).rejects.toEqual(notFound);
      await expect(scene.stored.delete(tenant, wanted)).rejects.toEqual(notFound);
      await expect(scene.stored.cancel(tenant, wanted)).rejects.toEqual(notFound);
    }
  });

  it('is cancelled once, and stays as it is when it has ended', async () => {
    const running = await scene.begin({ background: true });
    const done = await scene.answered('Hi.', { background: true });
    for (const [id, status] of [
      [running, 'cancelled'],
      [running, 'cancelled'],
      [done, 'completed'],
    ] as const)
      expect(await scene.stored.cancel('acme', id)).toMatchObject({ hasEnded: true, body: { status, error: null } });
    const waitedFor = await scene.begin();
    await expect(scene.stored.cancel('acme', waitedFor)).rejects.toMatchObject({ code: 'invalid_value' });
  });

  it('ends and leaves its conversation when it is deleted', async () => {
    const conversation = await scene.conversation();
    const id = await scene.begin({ conversation });
    await scene.stored.delete('acme', id);
    expect(await scene.responses.find('acme', id)).toBeNull();
    const progress = await scene.ledger.control.progressOf(id.replace('resp_', 'gen_'));
    expect(progress).toMatchObject({ isFinished: true });
    expect(await scene.conversations.read({ tenant: 'acme', id: conversation })).toMatchObject({ lock: null });
  });
});
