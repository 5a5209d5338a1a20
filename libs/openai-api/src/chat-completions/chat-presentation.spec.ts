import { describe, expect, it } from '@jest/globals';
import { readChatPresentation, toPresentation } from './chat-presentation.js';

const presentation = {
  model: 'gpt-oss-20b:law',
  includeUsage: true,
  includeReasoning: false,
  includeLogprobs: true,
  customToolNames: new Set(['run_code']),
};

describe('how a chat is presented', () => {
  it('survives being kept as JSON', () => {
    const kept: unknown = JSON.parse(JSON.stringify(toPresentation(presentation)));
    expect(readChatPresentation(kept as ReturnType<typeof toPresentation>)).toEqual(presentation);
  });

  it.each([
    null,
    { dialect: 'responses', options: {} },
    { dialect: 'chat', options: {} },
    { dialect: 'chat', options: { ...toPresentation(presentation).options, customToolNames: 'run_code' } },
  ])('is unknown of %j', (kept) => {
    expect(readChatPresentation(kept)).toBeNull();
  });
});
