import { describe, expect, it } from '@jest/globals';
import type { Frame, Generation, GenerationId, GenerationRequest } from '#protocol';
import { PLAIN_SAMPLING, sampleGeneration } from '../../../../test/support/sample-generation.js';
import { sampleRequest } from '../../../../test/support/sample-request.js';
import { type ChoiceFrames, acceptChoices, followChoices } from './choices.js';

const STAYING = new AbortController().signal;

function requestWithSeed(seed: number): GenerationRequest {
  return sampleRequest({ sampling: { ...PLAIN_SAMPLING, seed } });
}

const frame = (sequence: number): Frame => ({ sequence, firstTokenIndex: 0, tokenIds: [], events: [] });

/** Generations that have one frame and then nothing more until their reader leaves. */
class FakeGenerations {
  readonly left: GenerationId[] = [];

  accept({ sampling }: GenerationRequest, seeds: readonly number[]): Promise<Generation[]> {
    const generations = seeds.map((seed, index) =>
      sampleGeneration({ id: `gen_${index}`, sampling: { ...sampling, seed } }),
    );
    return Promise.resolve(generations);
  }

  async *follow(id: GenerationId, from: number, signal: AbortSignal): AsyncGenerator<readonly Frame[], void, void> {
    try {
      yield [frame(from)];
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      this.left.push(id);
    }
  }
}

const seedsOf = (generations: readonly Generation[]) => generations.map(({ sampling }) => sampling.seed);

describe('the choices of a request', () => {
  it.each([0, 7, 0xffffffff])(
    'have the seed asked for, %d, and others of their own, always the same ones',
    async (seed) => {
      const accept = () => acceptChoices(new FakeGenerations(), requestWithSeed(seed), 128);
      const seeds = seedsOf(await accept());
      expect(seeds[0]).toBe(seed);
      expect(new Set(seeds).size).toBe(128);
      expect(seeds.every((each) => Number.isInteger(each) && each >= 0 && each < 2 ** 32)).toBe(true);
      expect(seedsOf(await accept())).toEqual(seeds);
    },
  );

  it('are followed from their first frame, each under its number, and left together', async () => {
    const generations = new FakeGenerations();
    const choices = await acceptChoices(generations, requestWithSeed(7), 3);
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
