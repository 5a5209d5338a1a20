import { describe, expect, it } from '@jest/globals';
import type { RunningGeneration } from '../generation/running-generation.js';
import { chooseVictim } from './choose-victim.js';

const limits = { minRunMs: 100, mostPreemptions: 3 };
const NOW_MS = 10_000;

function running(id: string, overrides: Partial<RunningGeneration> = {}): RunningGeneration {
  return { id, class: 'batch', tokens: 100, startedAtMs: 0, preemptions: 0, newTokens: 5, ...overrides };
}

function choose(all: RunningGeneration[], waiting: RunningGeneration['class'] = 'interactive') {
  const { victim, eligibleInMs } = chooseVictim(all, waiting, NOW_MS, limits);
  return { victim: victim?.id ?? null, eligibleInMs };
}

describe('who gives way', () => {
  it('is of the lowest class, and there the one of which the least has to be read again', () => {
    const all = [
      running('background', { class: 'background', tokens: 1 }),
      running('long', { tokens: 9_000 }),
      running('short', { tokens: 20 }),
      running('middle', { tokens: 300 }),
    ];
    expect(choose(all)).toEqual({ victim: 'short', eligibleInMs: null });
  });

  it('is never of the same class as what waits, nor of a higher one', () => {
    const all = [running('same', { class: 'interactive' }), running('higher', { class: 'realtime' })];
    expect(choose(all)).toEqual({ victim: null, eligibleInMs: null });
    expect(choose(all, 'realtime').victim).toBe('same');
    expect(choose([running('batch')], 'batch').victim).toBeNull();
  });

  it('has brought at least one token into its log since it began here', () => {
    expect(choose([running('fresh', { newTokens: 0 })])).toEqual({ victim: null, eligibleInMs: null });
  });

  it('has run for a while, and it is known when the first one will have', () => {
    const all = [
      running('later', { startedAtMs: NOW_MS - 10 }),
      running('sooner', { startedAtMs: NOW_MS - 70 }),
      running('without a token', { startedAtMs: NOW_MS - 99, newTokens: 0 }),
    ];
    expect(choose(all)).toEqual({ victim: null, eligibleInMs: 30 });
    expect(choose([...all, running('old', { startedAtMs: NOW_MS - 100, tokens: 9_999 })]).victim).toBe('old');
  });

  it('did not give way too often before', () => {
    expect(choose([running('spared', { preemptions: 3 })])).toEqual({ victim: null, eligibleInMs: null });
    expect(choose([running('again', { preemptions: 2 })]).victim).toBe('again');
  });

  it('is of a higher one of the lower classes when the lowest is spared', () => {
    const all = [running('batch', { newTokens: 0 }), running('background', { class: 'background' })];
    expect(choose(all).victim).toBe('background');
  });
});
