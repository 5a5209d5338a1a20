import { describe, expect, it } from '@jest/globals';
import { ServingError, type ErrorCode } from '#protocol';
import { CONTEXT } from '../chat-completions/chat-request.fixture.js';
import { readCompletionPresentation } from './completion-presentation.js';
import { completionWith, parsed, RICH_COMPLETION } from './completion-request.fixture.js';
import { parseCompletionRequest } from './parse-completion-request.js';

describe('a legacy completion', () => {
  it('is a request for 16 tokens that continue a text, as OpenAI has it', () => {
    const { requests, ...options } = parsed();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      model: 'gpt-oss-20b',
      prompt: { type: 'text', text: 'Once upon a time' },
      promptParam: 'prompt',
      maxOutputTokens: 16,
      topLogprobs: null,
      stop: [],
      class: 'interactive',
      tenant: 'acme',
      sampling: { temperature: 1, topP: 1, topK: null, seed: 7 },
    });
    expect(options).toEqual({
      model: 'gpt-oss-20b',
      includeUsage: false,
      includeLogprobs: false,
      echo: false,
      choicesPerPrompt: 1,
      stream: false,
    });
  });

  it.each([
    ['a text', 'One', [{ type: 'text', text: 'One' }], ['prompt']],
    ['texts', ['One', 'Two'], ['One', 'Two'].map((text) => ({ type: 'text', text })), ['prompt[0]', 'prompt[1]']],
    ['a list of one text', ['One'], [{ type: 'text', text: 'One' }], ['prompt[0]']],
    ['tokens', [1, 2], [{ type: 'tokens', tokenIds: [1, 2], mayHoldControl: false }], ['prompt']],
    [
      'lists of tokens',
      [[1], [2, 3]],
      [[1], [2, 3]].map((tokenIds) => ({ type: 'tokens', tokenIds, mayHoldControl: false })),
      ['prompt[0]', 'prompt[1]'],
    ],
  ])('takes %s, one request for each prompt', (_, prompt, prompts, params) => {
    const { requests } = parsed({ prompt });
    expect(requests.map((request) => request.prompt)).toEqual(prompts);
    expect(requests.map(({ promptParam }) => promptParam)).toEqual(params);
  });

  it('keeps every field that it knows', () => {
    const { requests, stream, ...options } = parseCompletionRequest(RICH_COMPLETION, CONTEXT);
    expect(requests).toHaveLength(2);
    for (const request of requests) {
      expect(request).toMatchObject({
        maxOutputTokens: 20,
        topLogprobs: 5,
        stop: ['END', 'STOP'],
        cacheKey: 'acme-stories',
        class: 'background',
        sampling: {
          temperature: 0.5,
          topP: 0.9,
          topK: 40,
          minP: 0.05,
          frequencyPenalty: -2,
          presencePenalty: 2,
          seed: 0xffffffff,
        },
      });
      expect(readCompletionPresentation(request.presentation)).toEqual(options);
    }
    expect(stream).toBe(true);
    expect(options).toMatchObject({ includeUsage: true, includeLogprobs: true, choicesPerPrompt: 2 });
  });

  it('takes null for absent, and all candidates as choices', () => {
    const nulls = Object.fromEntries(Object.keys(RICH_COMPLETION).map((field) => [field, null]));
    expect(parsed({ ...nulls, model: 'm', prompt: 'One' }).requests[0]).toMatchObject({ maxOutputTokens: 16 });
    expect(parsed({ n: 3, best_of: 3 }).choicesPerPrompt).toBe(3);
    expect(parsed({ best_of: 1 }).choicesPerPrompt).toBe(1);
  });

  it('takes control tokens in a text as the text they are', () => {
    expect(parsed({ prompt: '<|end|>' }).requests[0]?.prompt).toEqual({ type: 'text', text: '<|end|>' });
  });
});

describe('a legacy completion is refused', () => {
  const many = (length: number, prompt: unknown = 'One') => Array.from({ length }, () => prompt);
  const cases: [fields: Record<string, unknown>, code: ErrorCode, param: string][] = [
    [{ model: undefined }, 'missing_required_parameter', 'model'],
    [{ model: 5 }, 'invalid_type', 'model'],
    [{ prompt: undefined }, 'missing_required_parameter', 'prompt'],
    [{ prompt: null }, 'invalid_type', 'prompt'],
    [{ prompt: 5 }, 'invalid_type', 'prompt'],
    [{ prompt: {} }, 'invalid_type', 'prompt'],
    [{ prompt: '' }, 'invalid_value', 'prompt'],
    [{ prompt: [] }, 'invalid_value', 'prompt'],
    [{ prompt: ['One', ''] }, 'invalid_value', 'prompt[1]'],
    [{ prompt: ['One', 5] }, 'invalid_type', 'prompt[1]'],
    [{ prompt: [5, 'One'] }, 'invalid_type', 'prompt[1]'],
    [{ prompt: [1.5] }, 'invalid_type', 'prompt[0]'],
    [{ prompt: [true] }, 'invalid_type', 'prompt[0]'],
    [{ prompt: [-1] }, 'invalid_value', 'prompt[0]'],
    [{ prompt: [2 ** 31] }, 'invalid_value', 'prompt[0]'],
    [{ prompt: [[1], []] }, 'invalid_value', 'prompt[1]'],
    [{ prompt: [[1], 2] }, 'invalid_type', 'prompt[1]'],
    [{ prompt: [[1, 2, null]] }, 'invalid_type', 'prompt[0][2]'],
    [{ prompt: many(129) }, 'invalid_value', 'prompt'],
    [{ prompt: many(65), n: 2 }, 'invalid_value', 'n'],
    [{ max_tokens: 0 }, 'invalid_value', 'max_tokens'],
    [{ max_tokens: '16' }, 'invalid_type', 'max_tokens'],
    [{ n: 0 }, 'invalid_value', 'n'],
    [{ n: 129 }, 'invalid_value', 'n'],
    [{ best_of: 2 }, 'unsupported_parameter', 'best_of'],
    [{ best_of: 2, n: 3 }, 'unsupported_parameter', 'best_of'],
    [{ echo: 'yes' }, 'invalid_type', 'echo'],
    [{ suffix: 'The end.' }, 'unsupported_parameter', 'suffix'],
    [{ logprobs: 6 }, 'invalid_value', 'logprobs'],
    [{ logprobs: true }, 'invalid_type', 'logprobs'],
    [{ stop: many(5) }, 'invalid_value', 'stop'],
    [{ stop: [''] }, 'invalid_value', 'stop[0]'],
    [{ stream: 1 }, 'invalid_type', 'stream'],
    [{ stream_options: true }, 'invalid_type', 'stream_options'],
    [{ temperature: 3 }, 'invalid_value', 'temperature'],
    [{ user: 5 }, 'invalid_type', 'user'],
    [{ service_tier: 'gold' }, 'invalid_value', 'service_tier'],
  ];

  it.each(cases)('with %j as %s at %s', (fields, code, param) => {
    const ask = (): unknown => parseCompletionRequest(completionWith(fields), CONTEXT);
    expect(ask).toThrow(ServingError);
    expect(ask).toThrow(expect.objectContaining({ code, param, meaning: expect.objectContaining({ status: 400 }) }));
  });
});
