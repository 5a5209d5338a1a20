import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sampling } from '#protocol';
import { NO_RULES, PLAIN_SAMPLING } from '../../../../test/support/sample-generation.js';
import { TinyEngine } from './tiny-engine.fixture.js';

const CAPITAL = 'What is the capital of France?';
const STORY = 'Tell me a story.';
const warm = (seed: number) => ({ ...PLAIN_SAMPLING, seed });

let tiny: TinyEngine;

beforeAll(async () => {
  tiny = await TinyEngine.load();
}, 60_000);

afterAll(() => tiny.close());

describe('the engine on llama.cpp', () => {
  it('answers, and the same alone as among others', async () => {
    const generation = tiny.generationOf(tiny.promptOf(CAPITAL));
    const alone = await tiny.run(0, generation);
    expect(alone.text).toMatch(/<\|channel\|>final<\|message\|>The capital of France is Paris\.<\|return\|>$/);
    const together = await Promise.all([
      tiny.run(0, tiny.generationOf(tiny.promptOf('What is 7 + 8?'))),
      tiny.run(1, generation),
      tiny.run(2, tiny.generationOf(tiny.promptOf('Hello'))),
    ]);
    expect(together[1].text).toBe(alone.text);
  });

  it('reads again only what a slot does not hold, and takes over what another slot holds', async () => {
    const fresh = await TinyEngine.load();
    const long = fresh.promptOf(CAPITAL, { instructions: 'Be brief and kind. '.repeat(20) });
    const other = fresh.promptOf('Hello', { instructions: 'Be brief and kind. '.repeat(20) });
    const shared = long.findIndex((tokenId, index) => tokenId !== other[index]);
    expect((await fresh.run(0, fresh.generationOf(long))).reused).toBe(0);
    expect((await fresh.run(0, fresh.generationOf(long))).reused).toBe(long.length - 1);
    expect((await fresh.run(1, fresh.generationOf(other))).reused).toBe(shared);
    const copied = await fresh.run(2, fresh.generationOf(long));
    const read = await tiny.run(2, tiny.generationOf(long));
    expect([copied.reused, copied.text]).toEqual([long.length - 1, read.text]);
    await fresh.close();
  });

  it('lets choices of one request that begin at the same time read their prompt once', async () => {
    const fresh = await TinyEngine.load();
    const prompt = fresh.promptOf(STORY, { instructions: 'Once more, with feeling. '.repeat(30) });
    const choices = await Promise.all([0, 1, 2].map((slot) => fresh.run(slot, fresh.generationOf(prompt))));
    expect(choices.map(({ reused }) => reused)).toEqual([0, prompt.length - 1, prompt.length - 1]);
    expect(new Set(choices.map(({ text }) => text)).size).toBe(1);
    await fresh.close();
  });

  it('does not wait for a prompt whose reading was given up', async () => {
    const fresh = await TinyEngine.load({ contextTokens: 4_096 });
    const prompt = fresh.promptOf(STORY, { instructions: 'word '.repeat(2_000) });
    const leaving = new AbortController();
    const given = fresh.run(0, fresh.generationOf(prompt), { prefill: { signal: leaving.signal } });
    const second = fresh.run(1, fresh.generationOf(prompt, { maxOutputTokens: 1 }));
    leaving.abort(new Error('left'));
    await expect(given).rejects.toThrow('left');
    fresh.slot(0).rest();
    expect((await second).tokenIds).toHaveLength(1);
    await fresh.close();
  });

  it('reads no prompt for somebody who has left, wherever that happened', async () => {
    const fresh = await TinyEngine.load({ contextTokens: 4_096 });
    const prompt = fresh.promptOf(STORY, { instructions: 'word '.repeat(2_000) });
    const read = (slot: number, signal: AbortSignal) =>
      fresh.slot(slot).prefill(prompt, { adapter: null, priority: 1, signal });
    const [early, waiting, staying] = [new AbortController(), new AbortController(), new AbortController()];
    const left = read(0, early.signal);
    early.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(fresh.slot(0).cachedTokens).toHaveLength(0);
    const first = read(1, staying.signal);
    const second = read(2, waiting.signal);
    await fresh.engine.slots[1]?.untilHolds(100, staying.signal);
    waiting.abort(new Error('left too'));
    await expect(second).rejects.toThrow('left too');
    expect(fresh.slot(2).cachedTokens).toHaveLength(0);
    await first;
    await fresh.close();
  });

  it('closes in the middle of a step without harm', async () => {
    const fresh = await TinyEngine.load({ contextTokens: 4_096, batchTokens: 2_048 });
    const prompt = fresh.promptOf(STORY, { instructions: 'word '.repeat(3_000) });
    const leaving = new AbortController();
    const reading = fresh.slot(0).prefill(prompt, { adapter: null, priority: 1, signal: leaving.signal });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    leaving.abort(new Error('left'));
    await expect(reading).rejects.toThrow('left');
    await fresh.close();
  });

  it('draws the same tokens for the same seed, and goes on with them after a hand-over', async () => {
    const generation = tiny.generationOf(tiny.promptOf(STORY), { sampling: warm(42), maxOutputTokens: 60 });
    const first = await tiny.run(0, generation);
    expect((await tiny.run(1, generation)).tokenIds).toEqual(first.tokenIds);
    const other = await tiny.run(0, { ...generation, sampling: warm(43) });
    expect(other.tokenIds).not.toEqual(first.tokenIds);
    const continued = await tiny.run(2, generation, { logged: first.tokenIds.slice(0, 25) });
    expect(continued.tokenIds).toEqual(first.tokenIds);
  });

  it('tells likelihoods that belong to the raw logits, whatever the sampling', async () => {
    const prompt = tiny.promptOf(STORY);
    const hot = { ...warm(7), temperature: 1.5, topP: 0.9, frequencyPenalty: 0.5 };
    const { drawn } = await tiny.run(
      0,
      tiny.generationOf(prompt, { sampling: hot, topLogprobs: 20, maxOutputTokens: 80 }),
    );
    const told = drawn.flatMap(({ logprob }) => logprob ?? []);
    expect(told.length).toBeGreaterThan(20);
    for (const { logprob, alternatives } of told) {
      const sorted = alternatives.map((one) => one.logprob);
      expect(alternatives).toHaveLength(20);
      expect([...sorted].sort((left, right) => right - left)).toEqual(sorted);
      expect(sorted.reduce((sum, one) => sum + Math.exp(one), 0)).toBeLessThanOrEqual(1.000_01);
      expect(logprob).toBeLessThanOrEqual((sorted[0] ?? 0) + 1e-6);
    }
    const cold = await tiny.run(0, tiny.generationOf(prompt, { topLogprobs: 1, maxOutputTokens: 60 }));
    for (const { logprob } of cold.drawn) {
      if (logprob) expect(logprob.alternatives[0]?.logprob).toBeCloseTo(logprob.logprob, 5);
    }
  });

  it('adds up to certainty when every token is named', async () => {
    const size = tiny.file.vocabulary.size;
    const generation = tiny.generationOf(tiny.promptOf(CAPITAL), { topLogprobs: size, maxOutputTokens: 40 });
    const { drawn } = await tiny.run(0, generation);
    const told = drawn.flatMap(({ logprob }) => logprob ?? []);
    for (const { alternatives } of told) {
      expect(alternatives.reduce((sum, one) => sum + Math.exp(one.logprob), 0)).toBeCloseTo(1, 3);
    }
    expect(told.length).toBeGreaterThan(0);
  });

  it('keeps an answer to its grammar, also when it is continued in the middle of it', async () => {
    const rules = { ...NO_RULES, answerGrammar: 'root ::= "{\\"capital\\": \\"" [A-Z] [a-z]{2,12} "\\"}"' };
    const generation = tiny.generationOf(tiny.promptOf(CAPITAL), { rules });
    const whole = await tiny.run(0, generation);
    expect(whole.text).toMatch(
      /final(?: ?<\|constrain\|>json| json)?<\|message\|>\{"capital": "[A-Z][a-z]{2,12}"\}<\|return\|>$/,
    );
    for (const kept of [whole.tokenIds.length - 2, whole.tokenIds.length - 4]) {
      const continued = await tiny.run(1, generation, { logged: whole.tokenIds.slice(0, kept) });
      expect(continued.text).toBe(whole.text);
    }
  });

  it('fails nobody but the generation whose answer was given a text that does not fit its grammar', async () => {
    const { vocabulary } = tiny.file;
    const { channel, message } = vocabulary.control;
    const rules = { ...NO_RULES, answerGrammar: 'root ::= "[" [a-z ]+ "]"' };
    const generation = tiny.generationOf(tiny.promptOf(CAPITAL), { rules, maxOutputTokens: 60 });
    const goOn = (slot: number, text: string) => {
      const answer = [channel, ...vocabulary.encode('final'), message, ...vocabulary.encode(text)];
      return tiny.run(slot, generation, { logged: answer });
    };
    for (const text of ['{the', '[the]]', ' the', '\u00e9']) {
      const fitting = goOn(1, '[the');
      await expect(goOn(0, text)).rejects.toThrow('does not fit the grammar');
      tiny.slot(0).rest();
      expect((await fitting).text).toMatch(/<\|message\|>\[the[a-z ]*\]?/);
    }
    expect((await goOn(0, '[the]')).text).toMatch(/\[the\]<\|return\|>$/);
  });

  it('gives a biased token, and never a banned one', async () => {
    const [zebra = -1] = tiny.file.vocabulary.encode(' blue');
    const logitBias = [{ tokenId: zebra, bias: 100 }];
    const sampling = { ...PLAIN_SAMPLING, temperature: 0, seed: 1, logitBias };
    const { text } = await tiny.run(0, tiny.generationOf(tiny.promptOf(CAPITAL), { sampling, maxOutputTokens: 12 }));
    expect(text).toMatch(/^<\|channel\|>[a-z]+<\|message\|>(?: blue)+$/);
  });

  it('repeats itself less under penalties', async () => {
    const penalties = { frequencyPenalty: 2, presencePenalty: 2, repeatPenalty: 1.3 };
    const distinct = async (settings: Partial<Sampling>): Promise<number> => {
      const sampling = { ...PLAIN_SAMPLING, temperature: 0, seed: 1, ...settings };
      const generation = tiny.generationOf(tiny.promptOf(STORY), { sampling, maxOutputTokens: 70 });
      const { tokenIds } = await tiny.run(0, generation);
      expect(tokenIds).toHaveLength(70);
      return new Set(tokenIds).size;
    };
    expect(await distinct(penalties)).toBeGreaterThan(await distinct({}));
  });
});

describe('the engine without the full window cache', () => {
  it('answers the same, and goes on from the end of the last prompt of a chat', async () => {
    const narrow = await TinyEngine.load({ fullWindowCache: false, slots: 1 });
    const instructions = 'You are kind. '.repeat(40);
    const first = narrow.promptOf(CAPITAL, { instructions });
    const opening = await narrow.run(0, narrow.generationOf(first));
    expect(opening.text).toBe((await tiny.run(0, tiny.generationOf(first))).text);
    const messages = [
      { type: 'user' as const, text: CAPITAL },
      { type: 'answer' as const, text: 'The capital of France is Paris.' },
      { type: 'user' as const, text: 'What is the capital of Italy?' },
    ];
    const second = narrow.promptOf('', { instructions, messages });
    const next = await narrow.run(0, narrow.generationOf(second));
    expect(next.reused).toBeGreaterThanOrEqual(first.length);
    expect(next.text).toBe((await tiny.run(1, tiny.generationOf(second))).text);
    const again = await narrow.run(0, narrow.generationOf(first));
    expect(again.text).toBe(opening.text);
    await narrow.close();
  });
});
