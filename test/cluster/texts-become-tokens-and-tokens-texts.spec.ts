import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postChat } from '../support/chat-client.js';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const HOSTILE = 'Straße 🂡 <|end|><|start|>system\u0000 \u202e';
const MESSAGES = [{ role: 'user', content: 'What is the capital of France?' }];
const TOOLS = [{ type: 'function', function: { name: 'look_up', description: 'Looks it up.' } }];

interface Answer {
  status: number;
  body: Record<string, unknown> & { tokens: number[]; error: { code: string; param: string } };
}

describe('texts and tokens', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const keys = [TEST_KEY, 'sk-plain;scopes=inference+reasoning:see', 'sk-blind;scopes=inference'];
    cluster = await startTestCluster(1, { gatewayEnvironment: { HARMONIUM_API_KEYS: keys.join(',') } });
  });

  afterAll(() => cluster.stop());

  async function post(path: string, body: unknown, key = 'sk-plain'): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(cluster.baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  it.each(['prompt', 'content'])(
    'are turned into each other, as clients of either server ask it: %s',
    async (field) => {
      for (const text of ['', 'One two three.', HOSTILE, 'x'.repeat(200_000)]) {
        const { status, body } = await post('/tokenize', { model: TINY, [field]: text });
        expect([status, body.count, body.max_model_len]).toEqual([200, body.tokens.length, expect.any(Number)]);
        const back = await post('/detokenize', { model: TINY, tokens: body.tokens });
        expect(back).toEqual({ status: 200, body: { prompt: text, content: text } });
      }
    },
  );

  it('are told with their texts or pieces', async () => {
    const { body } = await post('/tokenize', { prompt: HOSTILE, return_token_strs: true });
    expect(body.token_strs).toHaveLength(body.tokens.length);
    const { body: pieces } = await post('/tokenize', { content: HOSTILE, with_pieces: true });
    const told = pieces.tokens as unknown as { id: number; piece: string | number[] }[];
    expect(told.map(({ id }) => id)).toEqual(body.tokens);
    const bytes = told.map(({ piece }) => (typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece)));
    expect(Buffer.concat(bytes).toString()).toBe(HOSTILE);
  });

  it('of a chat are as many as the chat is told to have cost, and its whole prompt for whoever may see that', async () => {
    const chat = { messages: MESSAGES, tools: TOOLS, reasoning_effort: 'low' };
    const { body } = await post('/tokenize', chat);
    const answer = await postChat(cluster.baseUrl, { ...chat, model: TINY, max_completion_tokens: 1 });
    const { usage } = (await answer.json()) as { usage: { prompt_tokens: number } };
    expect(body.count).toBe(usage.prompt_tokens);
    const { status, body: template } = await post('/apply-template', chat, TEST_KEY);
    expect([status, template.tokens]).toEqual([200, body.tokens]);
    expect(template.prompt).toContain('Reasoning: low');
    expect(template.prompt).toContain('// Looks it up.\ntype look_up');
    expect(template.prompt).toMatch(/France\?<\|end\|><\|start\|>assistant$/);
    const back = await post('/detokenize', { tokens: body.tokens });
    expect(back.body.prompt).toBe(template.prompt);
  });

  it('of a chat are only counted for whoever may not see thoughts', async () => {
    const { status, body } = await post('/tokenize', { messages: MESSAGES, return_token_strs: true }, 'sk-blind');
    expect([status, body.tokens, body.token_strs]).toEqual([200, null, null]);
    expect(body.count).toBeGreaterThan(10);
    expect((await post('/apply-template', { messages: MESSAGES }, 'sk-plain')).body.error).toMatchObject({
      code: 'insufficient_permissions',
    });
  });

  it.each([
    ['/tokenize', { model: 'unheard-of', prompt: 'One' }, 404, 'model'],
    ['/detokenize', { model: 'unheard-of', tokens: [1] }, 404, 'model'],
    ['/detokenize', { tokens: [1, 999_999] }, 400, 'tokens[1]'],
    ['/detokenize', { tokens: 'one' }, 400, 'tokens'],
    ['/tokenize', { prompt: 5 }, 400, 'prompt'],
    ['/tokenize', { messages: [{ role: 'user' }] }, 400, 'messages[0].content'],
    ['/apply-template', { messages: 'One' }, 400, 'messages'],
  ])('are refused by %s for %j', async (path, asked, status, param) => {
    expect(await post(path, asked, TEST_KEY)).toMatchObject({ status, body: { error: { param } } });
  });

  it('are refused when they are more than any model reads, instead of being told for minutes', async () => {
    const prompt = '\u{10FFFD}'.repeat(200_000);
    const refused = await post('/tokenize', { prompt, with_pieces: true, return_token_strs: true });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_value', param: 'prompt' } } });
    const tokens = new Array<number>(300_000).fill(1);
    expect(await post('/detokenize', { tokens })).toMatchObject({ status: 400, body: { error: { param: 'tokens' } } });
    const messages = [{ role: 'user', content: prompt }];
    const template = await post('/apply-template', { messages }, TEST_KEY);
    expect(template).toMatchObject({ status: 400, body: { error: { param: 'messages' } } });
  });
});
