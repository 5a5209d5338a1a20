import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { streamAnswer } from '../support/chat-client.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { substanceOf, wholeAnswer } from '../support/whole-answer.js';

const COUNT = 'Count from 1 to 20.';
const STORY = 'Tell me a story.';

describe('one question has one answer', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  const ask = (question: string, extra?: Record<string, unknown>) => wholeAnswer(cluster.baseUrl, question, extra);
  const stream = (question: string, extra?: Record<string, unknown>) => streamAnswer(cluster.baseUrl, question, extra);

  it.each([
    ['What is the capital of France?', 'The capital of France is Paris.', 'capital of France'],
    ['What is 7 + 8?', '7 + 8 = 15', 'compute 7 + 8'],
    ['Repeat: blue horse', 'blue horse', 'repeat the text'],
  ])('to "%s", streamed or not', async (question, content, thought) => {
    const whole = await ask(question);
    expect(substanceOf(whole)).toMatchObject({ content, finishReason: 'stop' });
    expect(substanceOf(whole).reasoning).toContain(thought);
    const streamed = await stream(question, { stream_options: { include_usage: true } });
    expect(streamed).toMatchObject({ ...substanceOf(whole), error: null, done: true });
    const { prompt_tokens, completion_tokens, total_tokens, completion_tokens_details } = whole.usage;
    expect(streamed.chunks.at(-1)?.usage).toMatchObject({ prompt_tokens, completion_tokens, total_tokens });
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
    expect(completion_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    expect(completion_tokens_details.reasoning_tokens).toBeLessThan(completion_tokens);
  });

  it('in chunks of one id: the role, then text, then the reason, then the usage if that was asked for', async () => {
    const { chunks, done } = await stream('Repeat: blue horse', { stream_options: { include_usage: true } });
    expect(done).toBe(true);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    for (const chunk of chunks)
      expect(chunk).toMatchObject({
        id: expect.stringMatching(/^chatcmpl-/),
        object: 'chat.completion.chunk',
        model: TINY,
      });
    const [first, ...others] = chunks.map(({ choices, usage }) => ({ choice: choices?.[0], usage }));
    expect(first).toMatchObject({ choice: { index: 0, delta: { role: 'assistant', content: '' } }, usage: null });
    const usage = others.pop();
    const finish = others.pop();
    expect(finish).toMatchObject({ choice: { delta: {}, finish_reason: 'stop' }, usage: null });
    expect(usage?.choice).toBeUndefined();
    expect(usage?.usage).not.toBeNull();
    for (const { choice, usage: early } of others) {
      expect([choice?.finish_reason, early]).toEqual([null, null]);
      expect(Object.keys(choice?.delta ?? {}).join()).toMatch(/^(reasoning,reasoning_content|content)$/);
    }
  });

  it('and without include_usage no chunk speaks of usage', async () => {
    const { chunks } = await stream('Repeat: blue horse');
    expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([]);
    expect(chunks.filter(({ choices }) => choices?.length !== 1)).toEqual([]);
  });

  it('whose reasoning can be hidden, but is thought and counted all the same', async () => {
    const shown = await ask('What is 7 + 8?');
    for (const hiding of [{ include_reasoning: false }, { reasoning: { exclude: true } }]) {
      const hidden = await ask('What is 7 + 8?', hiding);
      expect(hidden.choices[0]?.message).toEqual({ role: 'assistant', content: '7 + 8 = 15', refusal: null });
      expect(hidden.usage).toMatchObject({ completion_tokens: shown.usage.completion_tokens });
      expect(hidden.usage.completion_tokens_details).toEqual(shown.usage.completion_tokens_details);
      expect(await stream('What is 7 + 8?', hiding)).toMatchObject({ reasoning: '', content: '7 + 8 = 15' });
    }
  });

  it.each([['max_tokens'], ['max_completion_tokens']])('which %s cuts, reasoning included', async (limit) => {
    const cut = await ask(COUNT, { [limit]: 5 });
    expect(cut.usage.completion_tokens).toBe(5);
    expect(substanceOf(cut)).toMatchObject({ content: '', finishReason: 'length' });
    expect(await stream(COUNT, { [limit]: 5 })).toMatchObject({ ...substanceOf(cut), done: true });
  });

  it('which ends before a stop string, wherever that begins in a token, but not in the reasoning', async () => {
    const cut = await ask(COUNT, { stop: ['nothing', '5, 6'] });
    expect(substanceOf(cut)).toMatchObject({ content: '1, 2, 3, 4, ', finishReason: 'stop' });
    expect(cut.usage.completion_tokens).toBeLessThan((await ask(COUNT)).usage.completion_tokens);
    expect(await stream(COUNT, { stop: '5, 6' })).toMatchObject({ ...substanceOf(cut), error: null, done: true });
    const thought = await ask('What is the capital of France?', { stop: 'capital of' });
    expect(substanceOf(thought).content).toBe('The ');
    expect(substanceOf(thought).reasoning).toContain('capital of France is Paris');
  });

  it('which the same seed gives again, and another seed does not', async () => {
    const told = async (seed: number) => substanceOf(await ask(STORY, { temperature: 1, seed })).content;
    const first = await told(42);
    expect(first).toMatch(/^Once upon a time/);
    expect([await told(42), await told(42)]).toEqual([first, first]);
    expect(await told(43)).not.toBe(first);
  });

  it('which is thought about as hard as it was asked', async () => {
    const thinking = async (effort: string) =>
      (await ask('What is the capital of France?', { reasoning_effort: effort })).usage.completion_tokens_details
        .reasoning_tokens;
    const [low, medium, high] = [await thinking('low'), await thinking('medium'), await thinking('high')];
    expect(low).toBeLessThan(medium);
    expect(medium).toBeLessThan(high);
    expect([await thinking('minimal'), await thinking('max')]).toEqual([low, high]);
  });
});
