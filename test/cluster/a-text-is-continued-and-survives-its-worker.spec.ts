import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { EventReader } from '../support/event-reader.js';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const STORY = 'Once upon a time';
const LONG = { model: TINY, temperature: 0, max_tokens: 48 };

describe('a legacy completion', () => {
  let cluster: TestCluster;
  let client: OpenAI;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '60' },
      gatewayEnvironment: { HARMONIUM_API_KEYS: `${TEST_KEY},sk-plain;tenant=acme;scopes=inference` },
    });
    client = new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, apiKey: TEST_KEY, maxRetries: 0 });
  });

  afterAll(() => cluster.stop());

  it('goes on with a text, 16 tokens if nothing is said, or until the model ends it', async () => {
    const [long, short] = await Promise.all(
      [STORY, 'The capital of France is'].map((prompt) =>
        client.completions.create({ model: TINY, prompt, temperature: 0 }),
      ),
    );
    expect(long).toMatchObject({
      object: 'text_completion',
      model: TINY,
      choices: [{ index: 0, finish_reason: 'length', logprobs: null }],
      usage: { completion_tokens: 16 },
    });
    expect(long?.id).toMatch(/^cmpl-[0-9a-z]{26}$/);
    expect(long?.choices[0]?.text).toMatch(/^ who lived near/);
    expect(short?.choices).toEqual([{ text: ' Paris.', index: 0, logprobs: null, finish_reason: 'stop' }]);
  });

  it('stops in front of a text that ends it', async () => {
    const { choices } = await client.completions.create({ ...LONG, prompt: STORY, stop: ' river' });
    expect(choices[0]).toMatchObject({ text: expect.stringMatching(/^ who lived near a \w+$/), finish_reason: 'stop' });
  });

  it('streams what it says without streaming, behind the prompt if that is to be echoed', async () => {
    const whole = await client.completions.create({ ...LONG, prompt: STORY });
    const stream = await client.completions.create({
      ...LONG,
      ...{ prompt: STORY, echo: true, stream: true, stream_options: { include_usage: true } },
    });
    let text = '';
    const usages = [];
    for await (const { choices, usage } of stream) {
      text += choices[0]?.text ?? '';
      if (usage) usages.push(usage);
    }
    expect(text).toBe(STORY + (whole.choices[0]?.text ?? ''));
    expect(usages).toMatchObject([{ completion_tokens: 48, total_tokens: whole.usage?.total_tokens }]);
  });

  it('answers several prompts at once, of text or of tokens, and several times if asked', async () => {
    const prompt = ['The capital of France is', STORY];
    const { choices, usage } = await client.completions.create({ ...LONG, prompt, n: 2, echo: true, best_of: 2 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    const texts = choices.map(({ text }) => text);
    expect(texts.slice(0, 2)).toEqual(new Array(2).fill('The capital of France is Paris.'));
    expect(texts[2]).toMatch(/^Once upon a time who lived near/);
    expect(texts[3]).toBe(texts[2]);
    const tokens = await Promise.all(prompt.map(tokenize));
    expect(usage?.prompt_tokens).toBe(tokens.flat().length);
    const ofTokens = await client.completions.create({ ...LONG, prompt: tokens, echo: true });
    expect(ofTokens.choices.map(({ text }) => text)).toEqual([texts[0], texts[2]]);
  });

  it('tells how likely its tokens were, and where they begin', async () => {
    const { choices } = await client.completions.create({ ...LONG, max_tokens: 8, prompt: STORY, logprobs: 2 });
    const [choice] = choices;
    const { tokens = [], token_logprobs = [], top_logprobs = [], text_offset = [] } = choice?.logprobs ?? {};
    expect([tokens, token_logprobs, top_logprobs, text_offset].map(({ length }) => length)).toEqual([8, 8, 8, 8]);
    expect(tokens.join('')).toBe(choice?.text);
    for (const [index, token] of tokens.entries()) {
      expect(choice?.text.startsWith(token, text_offset[index])).toBe(true);
      expect(top_logprobs[index]?.[token]).toBe(token_logprobs[index]);
      expect(Object.values(top_logprobs[index] ?? {}).every((logprob) => logprob <= (token_logprobs[index] ?? 0))).toBe(
        true,
      );
    }
  });

  it('knows nothing of how likely the tokens of a prompt were that it gives back', async () => {
    const { choices } = await client.completions.create({
      ...LONG,
      max_tokens: 3,
      prompt: STORY,
      logprobs: 0,
      echo: true,
    });
    const { tokens = [], token_logprobs = [] } = choices[0]?.logprobs ?? {};
    expect(tokens.join('')).toBe(choices[0]?.text);
    expect(choices[0]?.text).toMatch(/^Once upon a time who/);
    const known = (token_logprobs as (number | null)[]).map((logprob) => logprob !== null);
    expect(known).toEqual([...new Array<boolean>(known.length - 3).fill(false), true, true, true]);
  });

  it('takes control tokens only from whoever may write them, and never those of no model', async () => {
    const plain = new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, apiKey: 'sk-plain', maxRetries: 0 });
    const { tokens, prompt } = await applyTemplate();
    expect(prompt).toMatch(/^<\|start\|>system<\|message\|>.*<\|start\|>assistant$/s);
    const asked = { ...LONG, prompt: [tokens] };
    await expect(plain.completions.create(asked)).rejects.toMatchObject({ status: 400, param: 'prompt[0][0]' });
    const { choices } = await client.completions.create(asked);
    expect(choices[0]?.text).toMatch(/^analysis/);
    const unknown = { ...LONG, prompt: [1, 999_999] };
    await expect(client.completions.create(unknown)).rejects.toMatchObject({ status: 400, param: 'prompt[1]' });
  });

  it.each([
    [{ prompt: 'x'.repeat(50_000) }, 'prompt', 'context_length_exceeded'],
    [{ prompt: ['One', 'x'.repeat(50_000)] }, 'prompt[1]', 'context_length_exceeded'],
    [{ suffix: 'The end.' }, 'suffix', 'unsupported_parameter'],
    [{ best_of: 3 }, 'best_of', 'unsupported_parameter'],
    [{ model: 'unheard-of' }, 'model', 'model_not_found'],
  ])('is refused, all of it, for %j', async (fields, param, code) => {
    const asked = client.completions.create({ ...LONG, prompt: STORY, ...fields });
    await expect(asked).rejects.toMatchObject({ param, code });
  });

  it('says the same when its worker dies in the middle of it, and can be taken up again from anywhere', async () => {
    const body = JSON.stringify({ ...LONG, prompt: ['The capital of France is', STORY], echo: true, stream: true });
    const open = (): Promise<EventReader> =>
      EventReader.open(`${cluster.baseUrl}/v1/completions`, { method: 'POST', body });
    const undisturbed = await open();
    await undisturbed.ended;
    await cluster.cluster.startWorker({ WORKER_PACE_TOKENS_PER_SECOND: '60' });
    const disturbed = await open();
    await disturbed.until((reader) => textOf(reader, 1).length > 60);
    await cluster.worker(0).process.kill();
    expect(await disturbed.ended).toBe('whole');
    expect(disturbed.isDone).toBe(true);
    for (const index of [0, 1]) expect(textOf(disturbed, index)).toBe(textOf(undisturbed, index));
    const url = `${cluster.baseUrl}/v1/generations/${disturbed.generationId}/events`;
    const half = disturbed.events[Math.floor(disturbed.events.length / 2)];
    const rest = await EventReader.open(url, { headers: { 'last-event-id': half?.id ?? '' } });
    await rest.ended;
    expect(rest.isDone).toBe(true);
    const had = disturbed.events.slice(0, disturbed.events.indexOf(half ?? { id: '', name: '', data: '' }) + 1);
    for (const index of [0, 1]) expect(textIn([...had, ...rest.events], index)).toBe(textOf(undisturbed, index));
  });

  async function applyTemplate(): Promise<{ tokens: number[]; prompt: string }> {
    const messages = [{ role: 'user', content: 'What is the capital of France?' }];
    return (await post('/apply-template', { messages })) as { tokens: number[]; prompt: string };
  }

  async function tokenize(prompt: string): Promise<number[]> {
    return ((await post('/tokenize', { prompt })) as { tokens: number[] }).tokens;
  }

  async function post(path: string, body: unknown): Promise<unknown> {
    const headers = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' };
    const response = await fetch(cluster.baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.json();
  }
});

function textOf({ events }: EventReader, index: number): string {
  return textIn(events, index);
}

function textIn(events: readonly { data: string }[], index: number): string {
  return events
    .filter(({ data }) => data !== '[DONE]')
    .flatMap(({ data }) => (JSON.parse(data) as OpenAI.Completion).choices)
    .filter((choice) => choice.index === index)
    .map(({ text }) => text)
    .join('');
}
