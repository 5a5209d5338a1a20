import { describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import { type GenerationRequest, ServingError } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { NO_RULES } from '../../../../test/support/sample-generation.js';
import { sampleRequest } from '../../../../test/support/sample-request.js';
import type { ModelFacts } from '../models/model-directory.js';
import { Admission } from './admission.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const SERVED: ModelFacts = {
  ...{ name: 'served:law', baseModel: 'served', adapter: 'law', vocabularyHash: vocabulary.hash },
  ...{ contextTokens: 100, readyWorkers: 1, slots: 1, createdSeconds: 1 },
};

/** `recalled`: the requests whose beginnings were looked for. */
function scene(facts: Partial<ModelFacts> = {}): { admission: Admission; recalled: GenerationRequest[] } {
  const recalled: GenerationRequest[] = [];
  const model = { ...SERVED, ...facts };
  const admission = new Admission(
    { get: () => model, find: () => Promise.resolve({ ...model, vocabulary }), stop: () => undefined },
    { restore: (conversation) => Promise.resolve(conversation) },
    {
      prepare: () => Promise.resolve({ tokenIds: [1, 2, 3], rules: NO_RULES }),
      close: () => Promise.resolve(),
    },
    {
      recall: (request) => {
        recalled.push(request);
        return { keys: ['key'], holder: Promise.resolve(null) };
      },
    },
    { openAll: (conversation) => Promise.resolve(conversation) },
  );
  return { admission, recalled };
}

describe('admission', () => {
  it('looks for the beginning of a prompt by the name under which its model is served, not by an alias', async () => {
    const { admission, recalled } = scene();
    const { prepared } = await admission.admit(sampleRequest({ model: 'gpt-4o' }));
    expect(recalled.map(({ model }) => model)).toEqual(['served:law']);
    expect(prepared).toMatchObject({ model: 'served', adapter: 'law', affinityKeys: ['key'], outputFormat: 'harmony' });
  });

  it('reads bare text as what is to be continued, and a conversation as what is to be answered', async () => {
    const { admission } = scene();
    const { prepared } = await admission.admit(sampleRequest({ prompt: { type: 'text', text: 'Once' } }));
    expect(prepared).toMatchObject({ outputFormat: 'text', toolNames: [] });
  });

  it('takes nothing that nobody can begin at the moment, but reads it', async () => {
    const { admission } = scene({ readyWorkers: 0 });
    await expect(admission.admit(sampleRequest())).rejects.toThrow(ServingError);
    await expect(admission.admit(sampleRequest())).rejects.toMatchObject({ code: 'overloaded' });
    expect((await admission.read(sampleRequest())).tokenIds).toEqual([1, 2, 3]);
  });
});
