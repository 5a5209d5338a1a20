import { describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import type { Generation, GenerationEvent } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { GenerationProgress } from './generation-progress.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const { channel, message, end, start, return: returned } = vocabulary.control;
const say = (text: string): number[] => vocabulary.encode(text);
const analysis = [channel, ...say('analysis'), message];
const final = [end, start, ...say('assistant'), channel, ...say('final'), message];

function progressAfter(tokenIds: readonly number[], overrides: Partial<Generation> = {}): GenerationProgress {
  const progress = new GenerationProgress(sampleGeneration(overrides), vocabulary);
  for (const tokenId of tokenIds) progress.push(tokenId);
  return progress;
}

const likelihood = (logprob: number) => ({
  bytes: new Uint8Array([logprob]),
  logprob,
  alternatives: [1, 2, 3, 4, 5].map((one) => ({ bytes: new Uint8Array([one]), logprob: -one })),
});

const standingOf = (events: readonly GenerationEvent[] | undefined) =>
  events?.[0]?.type === 'rewound' ? events[0].standing : [];

describe('steering', () => {
  it('says what was asked for and whether it had an effect', () => {
    const progress = progressAfter([...analysis, ...say('Hm')]);
    const asked = { type: 'steered', command: 3, alternatives: 0 };
    expect(progress.steer({ action: 'think-more', tokens: 9, number: 3 }).event).toEqual({
      ...asked,
      action: 'think-more',
      tokens: 9,
      applied: true,
    });
    expect(progress.steer({ action: 'answer-now', number: 3 }).event).toMatchObject({ ...asked, applied: true });
    expect(progress.next()).toEqual({ type: 'forced', tokenIds: [end] });
    for (const tokenId of final) progress.push(tokenId);
    expect(progress.steer({ action: 'answer-now', number: 4 }).event.applied).toBe(false);
  });

  it('puts an unguarded model under the guide from then on', () => {
    const progress = new GenerationProgress(sampleGeneration(), vocabulary, false);
    for (const tokenId of [...analysis, ...say('Hm')]) progress.push(tokenId);
    expect(progress.next()).toEqual({ type: 'free', banned: [], grammar: null });
    progress.steer({ action: 'answer-now', number: 1 });
    expect(progress.next()).toEqual({ type: 'forced', tokenIds: [end] });
  });

  it('demands no more thinking than leaves room for an answer', () => {
    const thought = [...analysis, ...say('Hm')];
    const progress = progressAfter(thought, { maxOutputTokens: thought.length + 33 });
    const mayEnd = (): boolean => {
      const next = progress.next();
      return next.type === 'free' && !next.banned.includes(end);
    };
    const thinkMore = (number: number) => progress.steer({ action: 'think-more', tokens: 1_000, number }).event;
    expect([thinkMore(1).applied, mayEnd()]).toEqual([true, false]);
    progress.push(say(' so')[0] ?? 0);
    expect([mayEnd(), thinkMore(2).applied, mayEnd()]).toEqual([true, false, true]);
  });

  it('does nothing that a log says had no effect', () => {
    const progress = progressAfter([...analysis, ...say('Hm')]);
    const event = { type: 'steered', command: 1, action: 'answer-now', tokens: 0, alternatives: 0 } as const;
    progress.replay({ tokenIds: [], events: [{ ...event, applied: false }] });
    expect(progress.next().type).toBe('free');
    progress.replay({ tokenIds: [end], events: [{ ...event, applied: true }] });
    expect(progress.generated.at(-1)).toBe(end);
  });
});

describe('inspection', () => {
  it('tells the alternatives of the next tokens that are drawn, in the content or not', () => {
    const progress = progressAfter(analysis);
    progress.steer({ action: 'inspect', tokens: 2, alternatives: 3, number: 1 });
    const [first = 0, second = 0, third = 0] = say('one two three');
    expect(progress.wantedAlternatives).toBe(3);
    expect(progress.push(first, likelihood(-1)).events[0]).toEqual({
      type: 'token-inspected',
      tokenIndex: analysis.length,
      tokenId: first,
      token: { ...likelihood(-1), alternatives: likelihood(-1).alternatives.slice(0, 3) },
    });
    expect(progress.push(second).events.map(({ type }) => type)).toEqual(['reasoning-delta']);
    expect(progress.wantedAlternatives).toBeNull();
    expect(progress.push(third, likelihood(-1)).events.map(({ type }) => type)).toEqual(['reasoning-delta']);
  });

  it('asks once for what the client and a person want, and gives each what it asked for', () => {
    const progress = progressAfter([...analysis, ...final], { topLogprobs: 4 });
    expect(progress.wantedAlternatives).toBe(4);
    progress.steer({ action: 'inspect', tokens: 2, alternatives: 2, number: 1 });
    expect(progress.wantedAlternatives).toBe(4);
    const [inspected, delta] = progress.push(say('one')[0] ?? 0, likelihood(-1)).events;
    expect(inspected?.type === 'token-inspected' && inspected.token.alternatives).toHaveLength(2);
    expect(delta?.type === 'content-delta' && delta.logprobs?.[0]?.alternatives).toHaveLength(4);
    progress.steer({ action: 'inspect', tokens: 2, alternatives: 5, number: 2 });
    expect(progress.wantedAlternatives).toBe(5);
  });
});

describe('two inspections at once', () => {
  it('last each as long as was asked, with the alternatives of the one that wants more', () => {
    const progress = progressAfter(analysis);
    const inspect = (tokens: number, alternatives: number, number: number) =>
      progress.steer({ action: 'inspect', tokens, alternatives, number });
    const wanted: (number | null)[] = [];
    const go = (): void => {
      wanted.push(progress.wantedAlternatives);
      progress.push(say(' so')[0] ?? 0);
    };
    inspect(4, 2, 1);
    inspect(1, 5, 2);
    go();
    inspect(1, 0, 3);
    for (let token = 2; token <= 5; token++) go();
    expect(wanted).toEqual([5, 2, 2, 2, null]);
  });
});

describe('a rewind', () => {
  const thought = [...analysis, ...say('One two three')];

  it('goes on from what stands with the new text, in an item that is still open', () => {
    const progress = progressAfter([...thought, ...final, ...say('Wrong')]);
    const toToken = analysis.length + 1;
    const rewound = progress.rewind({ action: 'edit', toToken, tokenIds: say(' plus one'), number: 5 });
    expect(rewound).toEqual({
      tokenIds: say(' plus one'),
      events: [
        {
          type: 'rewound',
          command: 5,
          toToken,
          standing: [
            { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
            { type: 'reasoning-delta', item: 0, text: 'One plus one' },
          ],
        },
      ],
      finished: null,
    });
    expect(progress.generated).toEqual([...thought.slice(0, toToken), ...say(' plus one')]);
    expect(progress.usage(0).reasoningTokens).toBe(1 + say(' plus one').length);
  });

  it('is refused, and changes nothing, where there are not so many tokens', () => {
    const progress = progressAfter(thought);
    const { sampling } = progress;
    expect(progress.rewind({ action: 'edit', toToken: 99, tokenIds: [], number: 1 })).toBeNull();
    expect([progress.generated, progress.sampling]).toEqual([thought, sampling]);
  });

  it('finishes the generation if the new text has a stop text or reaches the limit', () => {
    const toToken = analysis.length + final.length;
    const edit = { action: 'edit', toToken, tokenIds: say('One END two'), number: 1 } as const;
    const stopped = progressAfter([...analysis, ...final], { stop: [' END'] }).rewind(edit);
    expect([stopped?.finished, stopped?.tokenIds]).toEqual(['stop', say('One END')]);
    expect(standingOf(stopped?.events).slice(-2)).toEqual([
      { type: 'content-delta', item: 1, text: 'One' },
      { type: 'item-ended', item: 1 },
    ]);
    const cut = progressAfter([...analysis, ...final], { maxOutputTokens: toToken + 1 }).rewind(edit);
    expect([cut?.finished, cut?.tokenIds]).toEqual(['length', say('One')]);
    expect(standingOf(cut?.events).at(-1)).toEqual({ type: 'item-ended', item: 1 });
  });

  it('changes the seed, each time to another one, and nothing else of the sampling', () => {
    const { sampling } = sampleGeneration();
    const progress = progressAfter(thought);
    expect(progress.sampling).toEqual(sampling);
    const seeds = [1, 2, 3].map((number) => {
      progress.rewind({ action: 'edit', toToken: 2, tokenIds: [], number });
      expect({ ...progress.sampling, seed: sampling.seed }).toEqual(sampling);
      return progress.sampling.seed;
    });
    expect(new Set([sampling.seed, ...seeds]).size).toBe(4);
    const other = progressAfter(thought);
    other.rewind({ action: 'edit', toToken: 3, tokenIds: [], number: 3 });
    expect(other.sampling.seed).toBe(seeds[2]);
  });

  it('keeps the steering in front of what stands and at the place itself, and drops what came behind', () => {
    const progress = progressAfter(analysis);
    progress.steer({ action: 'think-more', tokens: 50, number: 1 });
    const [first = 0, second = 0] = say('One two');
    progress.push(first);
    progress.push(second);
    progress.steer({ action: 'answer-now', number: 2 });
    const nextAt = (toToken: number, number: number) => {
      progress.rewind({ action: 'edit', toToken, tokenIds: [], number });
      const next = progress.next();
      return next.type === 'free' ? next.banned.includes(end) : next;
    };
    expect(nextAt(analysis.length + 2, 3)).toEqual({ type: 'forced', tokenIds: [end] });
    expect(nextAt(analysis.length + 1, 4)).toBe(true);
    expect(nextAt(analysis.length, 5)).toBe(true);
    nextAt(analysis.length - 1, 6);
    progress.push(message);
    expect(nextAt(analysis.length, 7)).toBe(false);
  });

  it('tells the likelihoods of what stands again, and those of given text never', () => {
    const progress = progressAfter([...analysis, ...final], { topLogprobs: 0 });
    progress.steer({ action: 'inspect', tokens: 1, alternatives: 1, number: 1 });
    for (const tokenId of say('One two three')) progress.push(tokenId, likelihood(-tokenId));
    const toToken = analysis.length + final.length + 2;
    const edit = { action: 'edit', toToken, tokenIds: say(' four'), number: 2 } as const;
    const standing = standingOf(progress.rewind(edit)?.events);
    const deltas = standing.flatMap((event) => (event.type === 'content-delta' ? [event] : []));
    expect(deltas.map(({ text }) => text).join('')).toBe('One two four');
    const told = deltas.flatMap(({ logprobs }) => logprobs ?? []).map(({ logprob }) => -logprob);
    expect(told).toEqual(say('One two'));
    expect(standing.filter(({ type }) => type === 'token-inspected')).toHaveLength(1);
  });

  it('leads to the end like any other output', () => {
    const progress = progressAfter([...analysis, ...final, ...say('Wrong')]);
    const toToken = analysis.length + final.length;
    progress.rewind({ action: 'edit', toToken, tokenIds: say('Right'), number: 1 });
    expect(progress.push(returned)).toEqual({ events: [{ type: 'item-ended', item: 1 }], finished: 'stop' });
    expect(progress.finished).toBe('stop');
  });
});
