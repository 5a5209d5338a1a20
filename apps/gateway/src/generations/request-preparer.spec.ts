import { beforeEach, describe, expect, it } from '@jest/globals';
import { Vocabulary, renderPrompt } from '#harmony';
import type { BindingSchema, GenerationRequest, JsonObject } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { PLAIN_SAMPLING } from '../../../../test/support/sample-generation.js';
import { conversationAbout, conversationIn, sampleRequest } from '../../../../test/support/sample-request.js';
import prepareInThread, { type PreparationTask } from './prepare-in-thread.js';
import { RequestPreparer } from './request-preparer.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const CITY: JsonObject = { enum: ['Rome'] };
const UNENFORCEABLE: JsonObject = { type: 'array', uniqueItems: true };

describe('preparing a request', () => {
  let tasks: PreparationTask[];
  let preparer: RequestPreparer;

  beforeEach(() => {
    tasks = [];
    preparer = new RequestPreparer(
      'strict',
      { low: 500 },
      {
        run: (task) => {
          tasks.push(task);
          // What a thread is given and gives back is copied on the way.
          return Promise.resolve(structuredClone(prepareInThread(structuredClone(task))));
        },
        close: () => Promise.resolve(),
      },
    );
  });

  it('needs no thread for a small prompt without schemas', async () => {
    const request = sampleRequest();
    const prepared = await preparer.prepare(request, vocabulary);
    expect(prepared.tokenIds).toEqual(renderPrompt(conversationIn(request), vocabulary));
    expect(tasks).toEqual([]);
  });

  it('reads a large prompt in a thread, to the same tokens', async () => {
    const large = sampleRequest(conversationAbout({ messages: [{ type: 'user', text: 'word '.repeat(10_001) }] }));
    const { tokenIds } = await preparer.prepare(large, vocabulary);
    expect(tasks).toHaveLength(1);
    expect(tokenIds).toEqual(renderPrompt(conversationIn(large), vocabulary));
  });

  it('compiles a schema in a thread the first time, and knows it the second time', async () => {
    const first = await preparer.prepare(requestWith(strict(CITY)), vocabulary);
    expect(tasks).toHaveLength(1);
    const second = await preparer.prepare(requestWith(strict(structuredClone(CITY))), vocabulary);
    expect(tasks).toHaveLength(1);
    expect(first.rules.callableTools).toEqual([{ name: 'f0', argumentsGrammar: expect.stringContaining('Rome') }]);
    expect(second).toEqual(first);
  });

  it('compiles equal schemas of a request once, and knows a schema that was refused too', async () => {
    const { rules } = await preparer.prepare(requestWith(strict(CITY), strict({ ...CITY })), vocabulary);
    expect(tasks.map(({ schemas }) => schemas)).toEqual([[{ schema: CITY, isStrict: true }]]);
    expect(rules.callableTools[1]?.argumentsGrammar).toContain('Rome');
    const refused = expect.objectContaining({ code: 'invalid_json_schema', param: 'tools[0]' });
    for (let time = 0; time < 2; time++) {
      await expect(preparer.prepare(requestWith(strict(UNENFORCEABLE)), vocabulary)).rejects.toEqual(refused);
    }
    expect(tasks).toHaveLength(2);
  });

  it('compiles nothing of a request with a strict schema that is known to be refused', async () => {
    await preparer.prepare(requestWith(strict(UNENFORCEABLE)), vocabulary).catch(() => undefined);
    tasks = [];
    const request = requestWith(strict({ const: 1 }), strict(UNENFORCEABLE));
    await expect(preparer.prepare(request, vocabulary)).rejects.toMatchObject({ param: 'tools[1]' });
    expect(tasks).toEqual([]);
  });

  it('names the schema at which the work for all of them ran out', async () => {
    const costly = Array.from({ length: 128 }, (_, index) => strict({ pattern: `^[\\s]{0,${9000 + index}}$` }));
    const failure: unknown = await preparer
      .prepare(requestWith(...costly), vocabulary)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid_json_schema', param: expect.stringMatching(/^tools\[[1-9]\]$/) });
  });

  it('refuses grammars that are too much together, though each is known', async () => {
    const properties: JsonObject = {};
    for (let index = 0; index < 4500; index++) properties[`property${index}`] = { type: 'string' };
    const large = ['a', 'b', 'c'].map(($comment) => strict({ type: 'object', $comment, properties }));
    for (const one of large) await preparer.prepare(requestWith(one), vocabulary);
    await expect(preparer.prepare(requestWith(...large), vocabulary)).rejects.toMatchObject({
      code: 'invalid_json_schema',
      param: 'tools',
    });
  });

  it('lets a prompt of token ids hold control tokens of this very vocabulary only for whoever may write them', async () => {
    const prompt = (tokenId: number, mayHoldControl: boolean) =>
      sampleRequest({ prompt: { type: 'tokens', tokenIds: [17, tokenId], mayHoldControl }, promptParam: 'prompt' });
    const { call } = vocabulary.control;
    for (const refused of [prompt(call, false), prompt(vocabulary.size, true)]) {
      await expect(preparer.prepare(refused, vocabulary)).rejects.toMatchObject({
        code: 'invalid_value',
        param: 'prompt[1]',
      });
    }
    expect(await preparer.prepare(prompt(call, true), vocabulary)).toMatchObject({ tokenIds: [17, call] });
  });

  it('refuses a bias of a control token, and of an id beyond the vocabulary', async () => {
    const biased = (tokenId: number) =>
      sampleRequest({ sampling: { ...PLAIN_SAMPLING, seed: 1, logitBias: [{ tokenId, bias: 1 }] } });
    for (const tokenId of [vocabulary.control.call, vocabulary.size, 2 ** 31 - 1]) {
      await expect(preparer.prepare(biased(tokenId), vocabulary)).rejects.toMatchObject({
        code: 'invalid_value',
        param: 'logit_bias',
      });
    }
    await expect(preparer.prepare(biased(17), vocabulary)).resolves.toBeDefined();
  });

  it('sets the budget of thinking of the request, else that of its effort', async () => {
    const budgetOf = async (reasoningBudgetTokens: number | null, reasoningEffort: 'low' | 'high') => {
      const request = sampleRequest({ ...conversationAbout({ reasoningEffort }), reasoningBudgetTokens });
      return (await preparer.prepare(request, vocabulary)).rules.reasoningBudgetTokens;
    };
    expect(await budgetOf(7, 'low')).toBe(7);
    expect(await budgetOf(null, 'low')).toBe(500);
    expect(await budgetOf(null, 'high')).toBeNull();
  });
});

function requestWith(...parameters: BindingSchema[]): GenerationRequest {
  const callableTools = parameters.map((binding, index) => ({
    name: `f${index}`,
    parameters: { ...binding, param: `tools[${index}]` },
  }));
  return sampleRequest({ callableTools });
}

function strict(schema: JsonObject): BindingSchema {
  return { schema, isStrict: true, param: '' };
}
