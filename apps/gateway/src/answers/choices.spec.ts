import { describe, expect, it } from '@jest/globals';
import type { Frame, GenerationId } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { type ChoiceFrames, askChoices, followChoices, toChoices } from './choices.js';

const STAYING = new AbortController().signal;

const frame = (sequence: number): Frame => ({ sequence, firstTokenIndex: 0, tokenIds: [], events: [] });

/** Generations that have one frame and then nothing more until their reader leaves. */
class FakeGenerations {
  readonly left: GenerationId[] = [];

  async *follow(id: GenerationId, from: number, signal: AbortSignal): AsyncGenerator<readonly Frame[], void, void> {
    try {
      yield [frame(from)];
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      this.left.push(id);
    }
  }
}

describe('the choices of a request', () => {
  it.each([0, 7, 0xffffffff])('have the seed asked for, %d, and others of their own, always the same ones', (seed) => {
    const seeds = askChoices(seed, 128).map((choice) => choice.seed);
    expect(seeds[0]).toBe(seed);
    expect(new Set(seeds).size).toBe(128);
    expect(seeds.every((each) => Number.isInteger(each) && each >= 0 && each < 2 ** 32)).toBe(true);
    expect(askChoices(seed, 128).map((choice) => choice.seed)).toEqual(seeds);
  });

  it('have each an id of its own, new every time', () => {
    const ids = [...askChoices(7, 64), ...askChoices(7, 64)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(128);
    for (const id of ids) expect(id).toMatch(/^gen_[0-9a-z]{26}$/);
  });

  it('are at least one', () => {
    expect(() => toChoices([])).toThrow(RangeError);
  });

  it('are followed from their first frame, each under its number, and left together', async () => {
    const generations = new FakeGenerations();
    const choices = toChoices([0, 1, 2].map((choice) => sampleGeneration({ id: `gen_${choice}` })));
    const followed = followChoices(({ id }, leaving) => generations.follow(id, 1, leaving), choices, STAYING);
    const arrived: ChoiceFrames[] = [];
    for await (const frames of followed) {
      arrived.push(frames);
      if (arrived.length === 3) break;
    }
    expect(arrived.toSorted((one, two) => one.choice - two.choice)).toEqual(
      [0, 1, 2].map((choice) => ({ choice, frames: [frame(1)] })),
    );
    expect(generations.left.toSorted()).toEqual(['gen_0', 'gen_1', 'gen_2']);
  });
});
