import { describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import type { GenerationEvent } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { GenerationProgress } from './generation-progress.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const { channel, message, end, start, return: returned } = vocabulary.control;
const say = (text: string): number[] => vocabulary.encode(text);
const answer = [
  ...[channel, ...say('analysis'), message, ...say('Short thought.'), end],
  ...[start, ...say('assistant'), channel, ...say('final'), message, ...say('One, two, three. \u{1F600}'), returned],
];

function run(progress: GenerationProgress, tokens: readonly number[]) {
  const events: GenerationEvent[] = [];
  for (const token of tokens) {
    const step = progress.push(token);
    events.push(...step.events);
    if (step.finished) return { events, finished: step.finished };
  }
  return { events, finished: null };
}

const contentOf = (events: readonly GenerationEvent[]): string =>
  events.map((event) => (event.type === 'content-delta' ? event.text : '')).join('');

describe('the progress of a generation', () => {
  it('ends at the model\u2019s return, with reasoning counted apart', () => {
    const progress = new GenerationProgress(sampleGeneration(), vocabulary);
    const { events, finished } = run(progress, answer);
    expect([finished, contentOf(events)]).toEqual(['stop', 'One, two, three. \u{1F600}']);
    expect(progress.usage(2)).toEqual({
      promptTokens: 3,
      cachedTokens: 2,
      completionTokens: answer.length,
      reasoningTokens: say('Short thought.').length,
    });
  });

  it('ends at the token limit with every item closed', () => {
    const { events, finished } = run(
      new GenerationProgress(sampleGeneration({ maxOutputTokens: 5 }), vocabulary),
      answer,
    );
    expect(finished).toBe('length');
    expect(events.at(-1)).toEqual({ type: 'item-ended', item: 0 });
  });

  it('ends before a stop text, which reasoning may hold', () => {
    const progress = new GenerationProgress(sampleGeneration({ stop: ['two', 'thought'] }), vocabulary);
    const { events, finished } = run(progress, answer);
    expect([finished, progress.stopText, contentOf(events)]).toEqual(['stop', 'two', 'One, ']);
  });

  it('stands, on another worker that was fed the same tokens, exactly where the first one stood', () => {
    const generation = sampleGeneration({ stop: ['never seen'] });
    const { events: whole } = run(new GenerationProgress(generation, vocabulary), answer);
    for (let border = 0; border < answer.length; border++) {
      const first = run(new GenerationProgress(generation, vocabulary), answer.slice(0, border));
      const second = new GenerationProgress(generation, vocabulary);
      run(second, answer.slice(0, border));
      const rest = run(second, answer.slice(border));
      expect([...first.events, ...rest.events]).toEqual(whole);
    }
  });

  it('tells the likelihood of every token of the content with the token, so that nothing is owed at a hand-over', () => {
    const emoji = say('\u{1F600}\u{1F468}\u200D\u{1F469}');
    expect(emoji.length).toBeGreaterThan(4);
    const content = [channel, ...say('final'), message, ...emoji];
    const likelihood = (tokenId: number) => ({
      bytes: vocabulary.bytesOf(tokenId),
      logprob: -tokenId,
      alternatives: [],
    });
    const asked = () => new GenerationProgress(sampleGeneration({ topLogprobs: 0 }), vocabulary);
    const told = (progress: GenerationProgress, tokenIds: readonly number[]) =>
      tokenIds
        .flatMap((tokenId) => progress.push(tokenId, likelihood(tokenId)).events)
        .flatMap((event) => (event.type === 'content-delta' ? (event.logprobs ?? []) : []))
        .map(({ logprob }) => -logprob);
    expect(told(asked(), content)).toEqual(emoji);
    for (let cut = 0; cut <= content.length; cut++) {
      const first = told(asked(), content.slice(0, cut));
      const next = asked();
      for (const tokenId of content.slice(0, cut)) next.push(tokenId);
      expect([...first, ...told(next, content.slice(cut))]).toEqual(emoji);
    }
  });

  it('tells it also while a text is held back that may end the answer', () => {
    const progress = new GenerationProgress(sampleGeneration({ stop: ['three!'], topLogprobs: 0 }), vocabulary);
    const content = [channel, ...say('final'), message, ...say('two three four')];
    const likelihood = { bytes: new Uint8Array(), logprob: -1, alternatives: [] };
    const events = content.flatMap((tokenId) => progress.push(tokenId, likelihood).events);
    const deltas = events.flatMap((event) => (event.type === 'content-delta' ? [event] : []));
    expect(deltas.map(({ text }) => text).join('')).toBe('two three four');
    expect(deltas.map(({ logprobs }) => logprobs?.length ?? 0)).toEqual([1, 1, 1]);
    expect(deltas[1]?.text).toBe(' ');
  });
});

describe('the progress of bare text', () => {
  const bare = { outputFormat: 'text', promptTokenIds: [1] } as const;
  const text = [...say('One, two, three. \u{1F600}'), returned];

  it('is all of it content, until the model ends it', () => {
    const { events, finished } = run(new GenerationProgress(sampleGeneration(bare), vocabulary), text);
    expect([finished, contentOf(events)]).toEqual(['stop', 'One, two, three. \u{1F600}']);
    expect(events[0]).toEqual({ type: 'item-started', item: 0, kind: 'answer', toolName: '' });
    expect(events.at(-1)).toEqual({ type: 'item-ended', item: 0 });
  });

  it('ends at the token limit, and at a stop text', () => {
    const limited = run(new GenerationProgress(sampleGeneration({ ...bare, maxOutputTokens: 2 }), vocabulary), text);
    expect([limited.finished, limited.events.at(-1)?.type]).toEqual(['length', 'item-ended']);
    const stopped = run(new GenerationProgress(sampleGeneration({ ...bare, stop: ['two'] }), vocabulary), text);
    expect([stopped.finished, contentOf(stopped.events)]).toEqual(['stop', 'One, ']);
  });

  it('is never told what to write, and cannot be made to think or answer', () => {
    const progress = new GenerationProgress(sampleGeneration(bare), vocabulary);
    expect(progress.next()).toEqual({ type: 'free', banned: [], grammar: null });
    const { event } = progress.steer({ action: 'answer-now', number: 1 });
    expect(event.applied).toBe(false);
    expect(progress.steer({ action: 'think-more', tokens: 10, number: 2 }).event.applied).toBe(false);
    expect(progress.steer({ action: 'inspect', tokens: 1, alternatives: 2, number: 3 }).event.applied).toBe(true);
    expect(progress.next()).toEqual({ type: 'free', banned: [], grammar: null });
  });

  it('tells the likelihood of its first token behind the beginning of its item, also of a part of a character', () => {
    const [first = 0] = say('\u{1F468}');
    const progress = new GenerationProgress(sampleGeneration({ ...bare, topLogprobs: 0 }), vocabulary);
    const { events } = progress.push(first, { bytes: vocabulary.bytesOf(first), logprob: -1, alternatives: [] });
    expect(events.map(({ type }) => type)).toEqual(['item-started', 'content-delta']);
  });

  it('can be rewound to anywhere before its end', () => {
    const progress = new GenerationProgress(sampleGeneration(bare), vocabulary);
    run(progress, text.slice(0, 4));
    const edit = { action: 'edit', toToken: 1, tokenIds: say(' or'), number: 1 } as const;
    const rewound = progress.rewind(edit);
    expect(rewound?.events[0]).toMatchObject({ type: 'rewound', toToken: 1 });
    const { events } = run(progress, text.slice(-1));
    const [first] = rewound?.events ?? [];
    expect(contentOf([...(first?.type === 'rewound' ? first.standing : []), ...events])).toBe('One or');
  });
});
