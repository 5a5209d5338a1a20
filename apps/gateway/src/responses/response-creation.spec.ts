import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ResponseItem, toResponseId } from '#openai-api';
import { ServingError } from '#protocol';
import { CONTEXT, ResponsesScene } from './responses.fixture.js';
import type { AcceptRequest } from './response-creation.js';

const EARLIER: ResponseItem = {
  type: 'message',
  id: 'msg_earlier',
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_text', text: 'Earlier' }],
};
const away = new ServingError('ledger_unavailable');

describe('a response that begins', () => {
  let scene: ResponsesScene;

  beforeAll(async () => {
    scene = await ResponsesScene.open();
  });

  afterAll(() => scene.close());

  /** Fails once the generation was admitted, and remembers which it was. */
  function failing(): { accept: AcceptRequest; id: () => string } {
    let id = '';
    return {
      accept: (request, onAdmitted) =>
        scene.accept(request, async (generations) => {
          id = toResponseId(generations[0]?.id ?? '');
          await (
            await onAdmitted(generations)
          )?.();
          throw away;
        }),
      id: () => id,
    };
  }

  it('is kept while it is accepted, and not begun for its client before it is, with names for its items', async () => {
    let keep: (() => Promise<unknown>) | undefined;
    const id = await scene.begin({ metadata: { topic: 'places' } }, (request, onAdmitted) =>
      scene.accept(request, async (generations) => {
        keep = await onAdmitted(generations);
        expect(await scene.responses.find('acme', toResponseId(generations[0]?.id ?? ''))).toBeNull();
        return keep;
      }),
    );
    expect(keep).toBeDefined();
    const kept = await scene.responses.find('acme', id);
    expect(kept?.input[0]?.id).toBe(`msg_${id.slice('resp_'.length)}i0000`);
    expect(kept?.echo.fields.metadata).toEqual({ topic: 'places' });
  });

  it('leaves no trace when it is refused after all', async () => {
    const { accept, id } = failing();
    await expect(scene.begin({}, accept)).rejects.toBe(away);
    expect(await scene.responses.find('acme', id())).toBeNull();
  });

  it('is not kept when nobody wants it to be', async () => {
    const id = await scene.begin({ store: false });
    expect(await scene.responses.find('acme', id)).toBeNull();
  });

  it('goes on from what only its caller knows, in front of all else', async () => {
    const { items } = await scene.creation.begin(scene.asked(), CONTEXT, scene.accept, [EARLIER]);
    expect(items).toEqual([EARLIER, expect.objectContaining({ content: [{ type: 'input_text', text: 'Hello' }] })]);
  });

  describe('in a conversation', () => {
    const writerOf = async (id: string) => (await scene.conversations.read({ tenant: 'acme', id }))?.lock?.responseId;

    it('alone writes to it until it has ended', async () => {
      const id = await scene.conversation();
      const first = await scene.begin({ conversation: id });
      expect(await writerOf(id)).toBe(first);
      const locked = expect.objectContaining({ code: 'conversation_locked', param: 'conversation' });
      await expect(scene.begin({ conversation: id })).rejects.toEqual(locked);
      expect(await writerOf(id)).toBe(first);
      await scene.say(first, [{ type: 'error', code: 'cancelled', message: '' }]);
      const second = await scene.begin({ conversation: id });
      expect(await writerOf(id)).toBe(second);
    });

    it('lets it go when it is refused', async () => {
      const id = await scene.conversation();
      await expect(scene.begin({ conversation: id }, failing().accept)).rejects.toBe(away);
      expect(await writerOf(id)).toBeUndefined();
    });

    it('is one of those that begin at once', async () => {
      const id = await scene.conversation();
      const begun = await Promise.allSettled(Array.from({ length: 5 }, () => scene.begin({ conversation: id })));
      expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });
});
