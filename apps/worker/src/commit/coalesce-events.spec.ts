import { describe, expect, it } from '@jest/globals';
import type { GenerationEvent } from '#protocol';
import { coalesceEvents } from './coalesce-events.js';

const likelihood = (logprob: number) => ({ bytes: new Uint8Array(), logprob, alternatives: [] });

describe('the joining of events', () => {
  it('joins neighbouring deltas of one item, with their likelihoods in order', () => {
    const joined = coalesceEvents([
      { type: 'content-delta', item: 1, text: 'a', logprobs: [likelihood(-1)] },
      { type: 'content-delta', item: 1, text: 'b' },
      { type: 'content-delta', item: 1, text: '', logprobs: [likelihood(-2), likelihood(-3)] },
      { type: 'content-delta', item: 2, text: 'c' },
    ]);
    expect(joined).toEqual([
      { type: 'content-delta', item: 1, text: 'ab', logprobs: [-1, -2, -3].map(likelihood) },
      { type: 'content-delta', item: 2, text: 'c' },
    ]);
  });

  it('joins nothing across another event or another kind of text', () => {
    const events: GenerationEvent[] = [
      { type: 'reasoning-delta', item: 0, text: 'a' },
      { type: 'content-delta', item: 0, text: 'b' },
      { type: 'item-ended', item: 0 },
      { type: 'content-delta', item: 0, text: 'c' },
    ];
    expect(coalesceEvents(events)).toEqual(events);
  });

  it('leaves what it was given as it was', () => {
    const logprobs = [likelihood(-1)];
    const delta: GenerationEvent = { type: 'content-delta', item: 0, text: 'a', logprobs };
    coalesceEvents([delta, delta]);
    expect(delta).toEqual({ type: 'content-delta', item: 0, text: 'a', logprobs: [likelihood(-1)] });
  });
});
