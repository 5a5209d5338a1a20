import { describe, expect, it } from '@jest/globals';
import type { ModelInfo } from '@anthropic-ai/sdk/resources/models';
import type { Model } from 'openai/resources/models';
import { toModel, toModelList, type ServedModel } from './render-models.js';

const served: ServedModel = {
  id: 'openai/gpt-oss-20b',
  createdSeconds: 1_754_352_000,
  ownedBy: 'openai',
  contextTokens: 131_072,
  slots: 16,
  readyWorkers: 2,
  aliasOf: null,
  adapter: null,
};

describe('a model', () => {
  it('is shown as OpenAI shows it', () => {
    const model: Model = toModel(served);
    expect(model).toMatchObject({
      id: 'openai/gpt-oss-20b',
      object: 'model',
      created: 1_754_352_000,
      owned_by: 'openai',
    });
  });

  it('is shown as Anthropic shows it, too', () => {
    const model: ModelInfo = toModel(served);
    expect(model).toMatchObject({
      type: 'model',
      display_name: 'openai/gpt-oss-20b',
      created_at: '2025-08-05T00:00:00.000Z',
      max_input_tokens: 131_072,
    });
  });

  it('says what it can hold and who serves it, and for which other it stands', () => {
    expect(toModel({ ...served, id: 'gpt-4o', aliasOf: 'openai/gpt-oss-20b:law', adapter: 'law' })).toMatchObject({
      context_length: 131_072,
      max_model_len: 131_072,
      architecture: { input_modalities: ['text'], output_modalities: ['text'] },
      slots: 16,
      ready_workers: 2,
      alias_of: 'openai/gpt-oss-20b:law',
      adapter: 'law',
    });
  });

  it('is listed with the others, all of them at once', () => {
    const other = { ...served, id: 'other' };
    expect(toModelList([served, other])).toEqual({
      object: 'list',
      data: [toModel(served), toModel(other)],
      has_more: false,
      first_id: served.id,
      last_id: 'other',
    });
    expect(toModelList([])).toEqual({ object: 'list', data: [], has_more: false, first_id: null, last_id: null });
  });
});
