import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallShape } from '../../tools/synthetic-model/shape.js';
import { writeModel } from '../../tools/synthetic-model/write-model.js';
import { streamAnswer } from '../support/chat-client.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const speech = { reasoningTokens: 24, answerTokens: 40 };

describe('a synthetic model answers in valid Harmony', () => {
  const directory = mkdtempSync(join(tmpdir(), 'synthetic-model-'));
  const path = join(directory, 'speaking.gguf');
  let cluster: TestCluster;
  let answer: string;

  beforeAll(async () => {
    await writeModel({ path, shape: { ...smallShape(64), context: 4096 }, seed: 1, vocabularyOnly: false, speech });
    // Under the name that all scenarios ask for.
    cluster = await startTestCluster(1, { modelPath: path, workerEnvironment: { MODEL_NAME: TINY } });
    answer = (await ask('Hello')).content;
  });

  afterAll(async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true });
  });

  const ask = (question: string, extra: Record<string, unknown> = {}) =>
    streamAnswer(cluster.baseUrl, question, { stream_options: { include_usage: true }, ...extra });

  it('of the lengths it was made for', async () => {
    const told = await ask('Hello');
    expect(told).toMatchObject({ error: null, done: true, finishReason: 'stop' });
    expect(told.reasoning.trim().split(' ')).toHaveLength(speech.reasoningTokens);
    expect(told.content.trim().split(' ')).toHaveLength(speech.answerTokens);
  });

  it.each([
    ['next to nothing', '.'],
    ['what looks like Harmony', '<|channel|>final<|message|> assistant analysis <|return|>'],
    ['more than the sliding window holds', 'the answer to this and that is '.repeat(200)],
  ])('to %s', async (_, question) => {
    expect(await ask(question)).toMatchObject({ content: answer, finishReason: 'stop' });
  });

  it('in later turns, whose history holds answers without their reasoning', async () => {
    const turn = [
      { role: 'user', content: 'And?' },
      { role: 'assistant', content: answer },
    ];
    const messages = [...turn, ...turn, { role: 'user', content: 'And then?' }];
    const told = await ask('', { messages });
    expect(told).toMatchObject({ content: answer, finishReason: 'stop' });
    expect(told.reasoning).not.toBe('');
  });

  it('eight times at once, drawn as gpt-oss wants it', async () => {
    const questions = Array.from({ length: 8 }, (_, index) => `Question ${index}`.repeat(1 + 10 * index));
    const told = await Promise.all(questions.map((question) => ask(question, { temperature: 1, top_p: 1 })));
    expect(told.map(({ content }) => content)).toEqual(questions.map(() => answer));
  });
});
