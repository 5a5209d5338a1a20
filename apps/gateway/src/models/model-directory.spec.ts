import { describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import type { ModelPresence, WorkerPresence } from '#ledger';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { ModelAliases, parseModelAliases } from './model-aliases.js';
import { ModelDirectory, collectFacts } from './model-directory.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());

const model: ModelPresence = {
  model: 'm',
  vocabularyHash: 'v1',
  contextTokens: 4_000,
  adapters: [],
  startedAtMs: 5_000,
};

function worker(overrides: Partial<WorkerPresence> = {}): WorkerPresence {
  return { ...model, workerId: 'w', slots: 8, busySlots: 0, state: 'ready', ...overrides };
}

describe('what models and workers say together', () => {
  it('sums slots and promises the context that every worker can hold', () => {
    const workers = [worker(), worker({ contextTokens: 2_000, slots: 4, startedAtMs: 3_000 })];
    expect(collectFacts([model], workers).get('m')).toEqual({
      name: 'm',
      baseModel: 'm',
      adapter: null,
      vocabularyHash: 'v1',
      contextTokens: 2_000,
      readyWorkers: 2,
      slots: 12,
      createdSeconds: 5,
    });
  });

  it('keeps knowing a model whose workers are gone, without any that is ready', () => {
    expect(collectFacts([model], []).get('m')).toMatchObject({ readyWorkers: 0, slots: 0, contextTokens: 4_000 });
    expect(collectFacts([model], [worker({ state: 'gone' })]).get('m')?.readyWorkers).toBe(0);
    expect(collectFacts([], [worker()]).size).toBe(0);
  });

  it('goes by the vocabulary of the newest worker in a rolling upgrade', () => {
    const workers = [worker({ contextTokens: 100 }), worker({ vocabularyHash: 'v2', startedAtMs: 9_000 })];
    expect(collectFacts([model], workers).get('m')).toMatchObject({ vocabularyHash: 'v2', contextTokens: 4_000 });
  });

  it('serves every adapter that a worker has as a model of its own, by the workers that have it', () => {
    const facts = collectFacts([model], [worker({ adapters: ['law'] }), worker({ slots: 4 })]);
    expect([...facts.keys()]).toEqual(['m', 'm:law']);
    expect(facts.get('m')).toMatchObject({ adapter: null, slots: 12 });
    expect(facts.get('m:law')).toMatchObject({ baseModel: 'm', adapter: 'law', readyWorkers: 1, slots: 8 });
  });
});

describe('the directory of models', () => {
  it('knows a model by its aliases, never hides a served one, and lists those that have one', async () => {
    const directory = await directoryOf('gpt-4o=m,m:law=m,claude-*=m,gone=other');
    expect(directory.get('gpt-4o')).toMatchObject({ name: 'm' });
    expect(directory.get('claude-anything')).toMatchObject({ name: 'm' });
    expect(directory.get('m:law')).toMatchObject({ name: 'm:law', adapter: 'law' });
    expect(directory.list().map(({ name, aliasOf }) => [name, aliasOf])).toEqual([
      ['gpt-4o', 'm'],
      ['m', null],
      ['m:law', null],
    ]);
    expect(directory.describe('claude-x')).toMatchObject({ name: 'claude-x', aliasOf: 'm', slots: 8 });
    expect(directory.onlyName).toBeNull();
  });

  it('says that there is no such model under the name that was asked', async () => {
    const directory = await directoryOf('gone=other');
    for (const name of ['gone', 'unheard-of', '']) {
      expect(() => directory.get(name)).toThrow(
        expect.objectContaining({ code: 'model_not_found', message: expect.stringContaining(`'${name}'`) }),
      );
    }
  });
});

/** With one worker, which has an adapter. */
async function directoryOf(aliases: string): Promise<ModelDirectory> {
  const live = [worker({ adapters: ['law'] })];
  const ledger = {
    isReachable: () => true,
    models: { remembered: () => Promise.resolve([model]) },
    workers: { live: () => Promise.resolve(live) },
    vocabularies: { load: () => Promise.resolve(vocabulary.serialize()) },
  };
  const directory = new ModelDirectory(ledger, () => undefined, new ModelAliases(parseModelAliases(aliases)));
  await directory.refresh();
  directory.stop();
  return directory;
}
