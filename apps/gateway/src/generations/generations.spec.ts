import { describe, expect, it } from '@jest/globals';
import { type Generation, ServingError, newGenerationId } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { sampleRequest } from '../../../../test/support/sample-request.js';
import { type AskedChoice, Generations } from './generations.js';

describe('accepting forks', () => {
  it('takes all of them', async () => {
    const { generations, stored } = scene(sampleGeneration());
    const forks = [sampleGeneration(), sampleGeneration()];
    await generations.acceptForks(forks);
    expect(stored).toEqual(forks);
  });
});

describe('accepting a request', () => {
  it('makes one generation for every choice, with its id and its seed, of the same prompt', async () => {
    const { generations, stored } = scene(sampleGeneration({ promptTokenIds: [1, 2, 3] }));
    const choices = [asked(7), asked(8)];
    const accepted = await generations.accept(sampleRequest(), choices);
    expect(stored).toEqual(accepted);
    expect(accepted.map(({ id, sampling }) => ({ id, seed: sampling.seed }))).toEqual(choices);
    expect(accepted.map(({ promptTokenIds }) => promptTokenIds)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('stores nothing of a request whose choices are too much together', async () => {
    const { generations, stored } = scene(sampleGeneration({ promptTokenIds: new Array<number>(200_000).fill(1) }));
    const choices = Array.from({ length: 128 }, (_, seed) => asked(seed));
    await expect(generations.accept(sampleRequest(), choices)).rejects.toMatchObject({ param: 'n' });
    expect(stored).toEqual([]);
  });

  it('is refused while the ledger cannot be reached, and once the gateway shuts down', async () => {
    const { generations } = scene(sampleGeneration(), false);
    await expect(generations.accept(sampleRequest(), [asked(1)])).rejects.toMatchObject({ code: 'ledger_unavailable' });
    generations.beginShutdown();
    await expect(generations.accept(sampleRequest(), [asked(1)])).rejects.toMatchObject({ code: 'shutting_down' });
  });
});

describe('what is done while a request is accepted', () => {
  it('is done at the same time', async () => {
    const { generations, stored } = scene(sampleGeneration());
    let storedMeanwhile = -1;
    const meanwhile = (): Promise<void> => {
      storedMeanwhile = stored.length;
      return Promise.resolve();
    };
    const asking = [{ request: sampleRequest(), choices: [asked(1)] }];
    await generations.acceptAll(asking, (admitted) => {
      expect([admitted.length, stored.length]).toEqual([1, 0]);
      return Promise.resolve(meanwhile);
    });
    expect(storedMeanwhile).toBe(1);
  });

  it('ends what was accepted if it fails', async () => {
    const { generations, ended } = scene(sampleGeneration());
    const choice = asked(1);
    const failure = new ServingError('ledger_unavailable');
    const asking = [{ request: sampleRequest(), choices: [choice] }];
    const fail = (): Promise<never> => Promise.reject(failure);
    await expect(generations.acceptAll(asking, () => Promise.resolve(fail))).rejects.toBe(failure);
    expect(ended).toEqual([choice.id]);
  });
});

describe('accepting several requests for one answer', () => {
  it('makes generations of each, at the same moment and in their order', async () => {
    const { generations, stored } = scene(sampleGeneration());
    const requests = [
      { request: sampleRequest(), choices: [asked(1), asked(2)] },
      { request: sampleRequest(), choices: [asked(3)] },
    ];
    const accepted = await generations.acceptAll(requests);
    expect(stored).toEqual(accepted);
    expect(accepted.map(({ sampling }) => sampling.seed)).toEqual([1, 2, 3]);
    expect(new Set(accepted.map(({ acceptedAtMs }) => acceptedAtMs)).size).toBe(1);
  });

  it('stores none when one of them is refused', async () => {
    const { generations, stored } = scene(sampleGeneration());
    const requests = ['gpt-oss', 'unknown'].map((model) => ({
      request: sampleRequest({ model }),
      choices: [asked(1)],
    }));
    await expect(generations.acceptAll(requests)).rejects.toMatchObject({ code: 'model_not_found' });
    expect(stored).toEqual([]);
  });
});

function asked(seed: number): AskedChoice {
  return { id: newGenerationId(), seed };
}

function scene(
  { id: _, ...prepared }: Generation,
  isReachable = true,
): { generations: Generations; stored: Generation[]; ended: string[] } {
  const stored: Generation[] = [];
  const ended: string[] = [];
  const end = (id: string): Promise<'ok'> => {
    ended.push(id);
    return Promise.resolve('ok');
  };
  const unused = (): never => {
    throw new Error('Nobody should have asked for this');
  };
  const generations = new Generations(
    {
      admit: ({ model }) =>
        model === 'unknown'
          ? Promise.reject(new ServingError('model_not_found'))
          : Promise.resolve({ prepared, holder: Promise.resolve(null) }),
      requireServed: () => Promise.resolve(),
    },
    {
      dispatch: (dispatched) => {
        stored.push(...dispatched);
        return Promise.resolve();
      },
    },
    { isReachable: () => isReachable, generations: { terminate: end } },
    { remember: () => undefined, persistenceOf: unused, claim: unused, open: unused, close: unused },
    { accepted: () => undefined, cancelled: () => undefined, startGeneration: unused },
  );
  return { generations, stored, ended };
}
