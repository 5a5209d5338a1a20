import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { toResponseId } from '#openai-api';
import { ResponsesScene } from './responses.fixture.js';

const LONG_AGO_MS = 10_001;

describe('a response in a conversation, whose gateway stands still while it begins', () => {
  let scene: ResponsesScene;

  beforeAll(async () => {
    scene = await ResponsesScene.open();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(() => scene.close());

  const saidIn = async (id: string): Promise<string> =>
    JSON.stringify((await scene.conversations.readAll({ tenant: 'acme', id }))?.items);

  /** So long that nobody believes any more that it will bring its generation. */
  function standStill(response: string): void {
    const find = scene.responses.find.bind(scene.responses);
    jest.spyOn(scene.responses, 'find').mockImplementation(async (tenant, id) => {
      const found = await find(tenant, id);
      return found && id === response ? { ...found, ageMs: LONG_AGO_MS } : found;
    });
  }

  it('is kept before it takes the conversation, so that whoever finds this taken knows by whom', async () => {
    const id = await scene.conversation();
    const known: boolean[] = [];
    const lock = scene.conversations.lock.bind(scene.conversations);
    jest.spyOn(scene.conversations, 'lock').mockImplementation(async (which, response, version) => {
      known.push((await scene.responses.find('acme', response)) !== null);
      return lock(which, response, version);
    });
    await scene.begin({ conversation: id });
    expect(known).toEqual([true]);
  });

  it('leaves nothing there if another has gone on meanwhile, though it runs after all', async () => {
    const conversation = await scene.conversation();
    const frozen = await scene.begin({ input: 'One', conversation }, (request, onAdmitted) =>
      scene.accept(request, async (generations) => {
        await onAdmitted(generations);
        standStill(toResponseId(generations[0]?.id ?? ''));
        await scene.answered('Other.', { input: 'Two', conversation });
      }),
    );
    await scene.say(frozen, [
      {
        type: 'finish',
        reason: 'stop',
        usage: { promptTokens: 1, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 },
      },
    ]);
    await scene.archive.settle('acme', frozen);
    const next = await scene.answered('Last.', { input: 'Three', conversation });
    await scene.archive.settle('acme', next);
    const said = await saidIn(conversation);
    expect(said.match(/"(One|Two|Other\.|Three|Last\.)"/g)).toEqual(['"Two"', '"Other."', '"Three"', '"Last."']);
  });

  it('is refused if another has gone on before it takes the conversation, and leaves no trace', async () => {
    const conversation = await scene.conversation();
    let frozen = '';
    const lock = scene.conversations.lock.bind(scene.conversations);
    jest.spyOn(scene.conversations, 'lock').mockImplementationOnce(async (which, response, version) => {
      frozen = response;
      standStill(frozen);
      await scene.archive.settle('acme', frozen);
      await scene.archive.settle('acme', await scene.answered('Other.', { input: 'Two', conversation }));
      return lock(which, response, version);
    });
    const locked = expect.objectContaining({ code: 'conversation_locked' });
    await expect(scene.begin({ input: 'One', conversation })).rejects.toEqual(locked);
    expect(await scene.responses.find('acme', frozen)).toBeNull();
    expect(await scene.conversations.read({ tenant: 'acme', id: conversation })).toMatchObject({ lock: null });
  });

  it('does not keep the conversation if it takes it after it was believed to be lost', async () => {
    const conversation = await scene.conversation();
    const lock = scene.conversations.lock.bind(scene.conversations);
    jest.spyOn(scene.conversations, 'lock').mockImplementationOnce(async (which, response, version) => {
      standStill(response);
      await scene.archive.settle('acme', response);
      return lock(which, response, version);
    });
    await scene.begin({ input: 'One', conversation });
    const next = await scene.answered('Other.', { input: 'Two', conversation });
    await scene.archive.settle('acme', next);
    expect(await saidIn(conversation)).toContain('Other.');
  });
});
