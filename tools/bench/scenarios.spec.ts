import { describe, expect, it } from '@jest/globals';
import type { ChatQuestion, TokenListener } from './chat-question.js';
import type { ComparedCase } from './comparison.js';
import type { Contender } from './contender.js';
import { measureBatchLoad } from './batch-load-scenario.js';
import { gapsTouching, gapsWithin, measureLongPrompts } from './long-prompt-scenario.js';
import { measureMultiTurn } from './multi-turn-scenario.js';
import { parseBenchOptions } from './options.js';
import { measurePrompts } from './prompts-scenario.js';
import type { CompletedRequest } from './stream-timeline.js';

const options = (...flags: string[]) => parseBenchOptions(['--base-url', 'http://a/v1', ...flags]);

/** Answers with one token per word of a counted text, and keeps what it was asked. */
class CountingContender implements Contender {
  readonly label = 'counting';
  readonly model = 'none';
  readonly questions: ChatQuestion[] = [];
  running = 0;

  readonly send = async (question: ChatQuestion, onToken?: TokenListener): Promise<CompletedRequest> => {
    this.questions.push({ ...question, messages: [...question.messages] });
    const number = this.questions.length;
    this.running += 1;
    for (let token = 0; token < question.maxTokens; token += 1) {
      await new Promise(setImmediate);
      onToken?.(performance.now());
    }
    this.running -= 1;
    const times = { firstEventMs: 1, firstTokenMs: number, firstAnswerMs: number, gapsMs: [2] };
    const tokens = { tokens: question.maxTokens, promptTokens: 100, cachedTokens: number === 1 ? 0 : 50 };
    return { type: 'completed', ...times, ...tokens, answer: `answer ${number}` };
  };

  readonly close = (): Promise<void> => Promise.resolve();
}

/** The content of the messages of a question. */
const contents = ({ messages }: ChatQuestion): string[] => messages.map(({ content }) => content);
const silent = () => undefined;
const figuresOf = (cases: readonly ComparedCase[]) => cases.map(({ summaries }) => summaries[0]?.figures);

describe('prompts', () => {
  it('come twice with the same beginning, which was never seen before', async () => {
    const contender = new CountingContender();
    const cases = await measurePrompts([contender], options('--prompt-tokens', '50', '--requests', '2'), silent);
    const [cold, warm, nextCold] = contender.questions.map(contents);
    expect(contender.questions).toHaveLength(4);
    expect(cold?.[0]?.split(' ')).toHaveLength(50);
    expect(warm?.[0]).toBe(cold?.[0]);
    expect(warm?.[1]).not.toBe(cold?.[1]);
    expect(nextCold?.[0]).not.toBe(cold?.[0]);
    expect(cases.map(({ labels }) => labels['prefix'])).toEqual(['cold', 'warm']);
    expect(figuresOf(cases)).toMatchObject([
      { 'first token ms p50': 1, 'first token ms p99': 3, 'cached tokens': 25 },
      { 'first token ms p50': 2, 'first token ms p99': 4, 'cached tokens': 50 },
    ]);
  });
});

describe('chats', () => {
  it('hold every turn and answer before the next question', async () => {
    const contender = new CountingContender();
    await measureMultiTurn(
      [contender],
      options('--scenario', 'multi-turn', '--concurrency', '1', '--turns', '3'),
      silent,
    );
    const [first, , last] = contender.questions;
    expect(last?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(last && contents(last)).toMatchObject([first && contents(first)[0], 'answer 1', {}, 'answer 2', {}]);
  });

  it('run side by side and are told turn by turn, and all together', async () => {
    const contender = new CountingContender();
    const flags = ['--scenario', 'multi-turn', '--concurrency', '3', '--turns', '2', '--max-tokens', '5'];
    const cases = await measureMultiTurn([contender], options(...flags), silent);
    expect(contender.questions).toHaveLength(6);
    expect(cases.map(({ labels }) => labels['turn'])).toEqual([1, 2, 'all']);
    expect(figuresOf(cases)).toMatchObject([
      { 'cached %': expect.closeTo(100 / 3), 'tokens/s': null },
      { 'cached %': 50, 'tokens/s': null },
      { 'cached %': expect.closeTo(250 / 6), 'tokens/s': expect.any(Number) },
    ]);
  });

  it('end with a turn that fails', async () => {
    let asked = 0;
    const send = () => Promise.resolve({ type: 'failed' as const, reason: `HTTP ${(asked += 1)}` });
    const failing = { label: '', model: '', send, close: () => Promise.resolve() };
    const flags = ['--scenario', 'multi-turn', '--concurrency', '1'];
    const cases = await measureMultiTurn([failing], options(...flags), silent);
    expect(asked).toBe(1);
    expect(cases.at(-1)?.summaries[0]?.failures).toEqual({ 'HTTP 1': 1 });
  });
});

describe('a long prompt', () => {
  it('comes once among running streams, which all end', async () => {
    const contender = new CountingContender();
    const flags = ['--scenario', 'long-prompt', '--prompt-tokens', '2000', '--concurrency', '3', '--max-tokens', '20'];
    const cases = await measureLongPrompts([contender], options(...flags), silent);
    const long = contender.questions.filter((question) => (contents(question)[0]?.split(' ').length ?? 0) === 2000);
    expect(long).toHaveLength(1);
    expect(contender.running).toBe(0);
    expect(figuresOf(cases)).toMatchObject([
      { 'gap before ms p50': expect.any(Number), 'gap during ms max': expect.any(Number) },
    ]);
  });

  it('disturbs the gaps that it touches', () => {
    const gaps = [
      { fromMs: 0, toMs: 10 },
      { fromMs: 10, toMs: 25 },
      { fromMs: 25, toMs: 31 },
      { fromMs: 31, toMs: 33 },
    ];
    expect(gapsWithin(gaps, -Infinity, 20)).toEqual([10]);
    expect(gapsTouching(gaps, 20, 30)).toEqual([15, 6]);
  });
});

describe('a batch', () => {
  it('runs beside people who come one after another, and they also come without it', async () => {
    const contender = new CountingContender();
    const flags = ['--scenario', 'batch-load', '--concurrency', '3', '--requests', '4', '--max-tokens', '20'];
    const cases = await measureBatchLoad([contender], options(...flags), silent);
    const batch = contender.questions.filter(({ headers }) => headers?.['x-harmonium-class'] === 'batch');
    expect(batch.length).toBeGreaterThanOrEqual(3);
    expect(contender.questions.length - batch.length).toBe(8);
    expect(contender.running).toBe(0);
    expect(cases.map(({ labels }) => labels)).toEqual([{ 'batch streams': 0 }, { 'batch streams': 3 }]);
    expect(figuresOf(cases)).toMatchObject([{ requests: 4 }, { requests: 4 }]);
  });
});
