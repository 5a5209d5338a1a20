import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { streamAnswer } from '../support/chat-client.js';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const ALIASES = `gpt-4o=${TINY},claude-*=${TINY},claude-gone=gpt-oss-120b,${TINY}=gpt-oss-120b`;
const QUESTION = 'What is the capital of France?';

describe('a model with aliases', () => {
  let cluster: TestCluster;
  let openai: OpenAI;
  let anthropic: Anthropic;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { gatewayEnvironment: { GATEWAY_MODEL_ALIASES: ALIASES } });
    openai = new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, apiKey: TEST_KEY, maxRetries: 0 });
    anthropic = new Anthropic({ baseURL: cluster.baseUrl, authToken: TEST_KEY, apiKey: null, maxRetries: 0 });
  });

  afterAll(() => cluster.stop());

  it('answers under the name it was asked by, and finds what it has read under another', async () => {
    const names = [TINY, 'gpt-4o', 'claude-sonnet-5'];
    const answers = [];
    for (const model of names) {
      answers.push(await openai.chat.completions.create({ model, temperature: 0, messages: [user(QUESTION)] }));
    }
    expect(answers.map(({ model }) => model)).toEqual(names);
    expect(new Set(answers.map(({ choices }) => choices[0]?.message.content)).size).toBe(1);
    expect(answers[1]?.usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(0);
    const streamed = await streamAnswer(cluster.baseUrl, QUESTION, { model: 'claude-opus-9' });
    expect(streamed.chunks[0]).toMatchObject({ model: 'claude-opus-9' });
    const completed = await openai.completions.create({ model: 'gpt-4o', prompt: 'Once' });
    expect(completed.model).toBe('gpt-4o');
  });

  it.each(['claude-gone', 'gpt-4'])('does not answer to %s, which stands for nothing that is served', async (model) => {
    const asked = openai.chat.completions.create({ model, messages: [user(QUESTION)] });
    await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(asked).rejects.toThrow(`'${model}'`);
    await expect(openai.models.retrieve(model)).rejects.toMatchObject({ status: 404 });
  });

  it("is listed by both makers' clients, under its own name and the alias that is no pattern", async () => {
    const listed = [];
    for await (const model of openai.models.list()) listed.push(model);
    expect(listed).toMatchObject([
      { id: 'gpt-4o', object: 'model', alias_of: TINY, owned_by: 'harmonium' },
      { id: TINY, object: 'model', alias_of: null, ready_workers: 1, architecture: { input_modalities: ['text'] } },
    ]);
    const pages = [];
    for await (const model of anthropic.models.list()) pages.push(model);
    expect(pages).toEqual(listed);
    expect(pages[0]).toMatchObject({ type: 'model', display_name: 'gpt-4o' });
    expect(Date.parse(pages[0]?.created_at ?? '')).toBe((listed[0]?.created ?? 0) * 1_000);
  });

  it('can be looked up by any of its names', async () => {
    for (const name of [TINY, 'gpt-4o', 'claude-sonnet-5']) {
      const model = await openai.models.retrieve(name);
      expect(model).toMatchObject({ id: name, alias_of: name === TINY ? null : TINY });
      expect(await anthropic.models.retrieve(name)).toEqual(model);
    }
  });
});

function user(content: string): { role: 'user'; content: string } {
  return { role: 'user', content };
}
