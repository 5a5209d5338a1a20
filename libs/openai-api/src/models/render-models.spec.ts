import { describe, expect, it } from '@jest/globals';
import type { Model } from 'openai/resources/models';
import { toModel, toModelList } from './render-models.js';

const served = { id: 'openai/gpt-oss-20b', createdSeconds: 1_754_352_000, ownedBy: 'openai' };

describe('a model', () => {
  it('is shown as OpenAI shows it, with the length of its context where that is known', () => {
    const model: Model = toModel(served);
    expect(model).toEqual({ id: 'openai/gpt-oss-20b', object: 'model', created: 1_754_352_000, owned_by: 'openai' });
    expect(toModel({ ...served, contextTokens: 131_072 })).toMatchObject({ context_length: 131_072 });
  });

  it('is listed with the others', () => {
    expect(toModelList([served])).toEqual({ object: 'list', data: [toModel(served)] });
    expect(toModelList([])).toEqual({ object: 'list', data: [] });
  });
});
