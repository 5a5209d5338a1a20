import { describe, expect, it } from '@jest/globals';
import { ServingError, type ErrorCode } from '#protocol';
import fc from 'fast-check';
import { CONTEXT, RICH_BODY } from '../chat-completions/chat-request.fixture.js';
import { nearly } from '../../../../test/support/mutations.js';
import {
  type TokenContext,
  parseApplyTemplateRequest,
  parseDetokenizeRequest,
  parseTokenizeRequest,
} from './parse-token-requests.js';

const ONE: TokenContext = { ...CONTEXT, onlyModel: 'tiny' };
const SEVERAL: TokenContext = { ...CONTEXT, onlyModel: null };
const MESSAGES = [{ role: 'user', content: 'Hello' }];

describe('what is to be tokenized', () => {
  it.each([
    ['vLLM', { model: 'm', prompt: 'One <|end|>', add_special_tokens: true }, 'prompt'],
    ['llama-server', { model: 'm', content: 'One <|end|>', add_special: false, parse_special: false }, 'content'],
  ])('is a text, as %s has it', (_, body, promptParam) => {
    const { request, ...told } = parseTokenizeRequest(body, SEVERAL);
    expect(request).toMatchObject({ model: 'm', prompt: { type: 'text', text: 'One <|end|>' }, promptParam });
    expect(told).toEqual({ withTexts: false, withPieces: false });
  });

  it('may be empty', () => {
    expect(parseTokenizeRequest({ prompt: '' }, ONE).request.prompt).toEqual({ type: 'text', text: '' });
  });

  it('is told with its texts, if that is asked for', () => {
    expect(parseTokenizeRequest({ prompt: 'One', return_token_strs: true }, ONE).withTexts).toBe(true);
    expect(parseTokenizeRequest({ content: 'One', with_pieces: true }, ONE).withPieces).toBe(true);
  });

  it('is a chat with all that belongs to it', () => {
    const { request } = parseTokenizeRequest({ ...RICH_BODY, add_generation_prompt: true }, SEVERAL);
    const { prompt } = request;
    if (prompt.type !== 'conversation') throw new Error('It is no conversation');
    expect(prompt.conversation).toMatchObject({ instructions: 'Be brief.\n\nUse tools.', reasoningEffort: 'high' });
    expect(prompt.conversation.tools.map(({ name }) => name)).toContain('get_weather');
    expect(parseApplyTemplateRequest(RICH_BODY, SEVERAL).prompt).toEqual(prompt);
  });

  it('is meant for the only model, where none is named', () => {
    expect(parseTokenizeRequest({ content: 'One' }, ONE).request.model).toBe('tiny');
    expect(parseTokenizeRequest({ messages: MESSAGES, model: null }, ONE).request.model).toBe('tiny');
    expect(parseApplyTemplateRequest({ messages: MESSAGES }, ONE).model).toBe('tiny');
    expect(parseDetokenizeRequest({ tokens: [] }, ONE)).toEqual({ model: 'tiny', tokenIds: [] });
    expect(parseDetokenizeRequest({ tokens: [1, 2], model: 'm' }, ONE)).toEqual({ model: 'm', tokenIds: [1, 2] });
  });
});

const cases: [parse: (body: unknown) => unknown, body: unknown, code: ErrorCode, param: string | null][] = [
  [parseTokenize, { model: 'm' }, 'missing_required_parameter', 'prompt'],
  [parseTokenize, { prompt: 'One' }, 'missing_required_parameter', 'model'],
  [parseTokenize, { model: '', prompt: 'One' }, 'invalid_value', 'model'],
  [parseTokenize, { model: 'm', prompt: ['One'] }, 'invalid_type', 'prompt'],
  [parseTokenize, { model: 'm', content: 5 }, 'invalid_type', 'content'],
  [parseTokenize, { model: 'm', prompt: 'One', messages: MESSAGES }, 'invalid_value', 'messages'],
  [parseTokenize, { model: 'm', prompt: 'One', content: 'One' }, 'invalid_value', 'content'],
  [parseTokenize, { model: 'm', messages: [] }, 'invalid_value', 'messages'],
  [parseTokenize, { model: 'm', messages: [{ role: 'user' }] }, 'invalid_value', 'messages[0].content'],
  [parseTokenize, { model: 'm', messages: MESSAGES, tools: 5 }, 'invalid_type', 'tools'],
  [parseTokenize, { model: 'm', prompt: 'One', parse_special: true }, 'unsupported_parameter', 'parse_special'],
  [parseTokenize, { model: 'm', prompt: 'One', add_special_tokens: 1 }, 'invalid_type', 'add_special_tokens'],
  [
    parseTokenize,
    { model: 'm', messages: MESSAGES, add_generation_prompt: false },
    'unsupported_parameter',
    'add_generation_prompt',
  ],
  [parseTokenize, 5, 'invalid_type', null],
  [parseDetokenize, { model: 'm' }, 'missing_required_parameter', 'tokens'],
  [parseDetokenize, { tokens: [1] }, 'missing_required_parameter', 'model'],
  [parseDetokenize, { model: 'm', tokens: '1' }, 'invalid_type', 'tokens'],
  [parseDetokenize, { model: 'm', tokens: [1, '2'] }, 'invalid_type', 'tokens[1]'],
  [parseDetokenize, { model: 'm', tokens: [-1] }, 'invalid_value', 'tokens[0]'],
  [parseTemplate, { model: 'm' }, 'missing_required_parameter', 'messages'],
  [parseTemplate, { messages: MESSAGES }, 'missing_required_parameter', 'model'],
  [
    parseTemplate,
    { model: 'm', messages: MESSAGES, continue_final_message: true },
    'unsupported_parameter',
    'continue_final_message',
  ],
];

function parseTokenize(body: unknown): unknown {
  return parseTokenizeRequest(body, SEVERAL);
}
function parseDetokenize(body: unknown): unknown {
  return parseDetokenizeRequest(body, SEVERAL);
}
function parseTemplate(body: unknown): unknown {
  return parseApplyTemplateRequest(body, SEVERAL);
}

describe('a question about tokens is refused', () => {
  it.each(cases)('by %p for %j as %s at %s', (parse, body, code, param) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code, param }));
  });

  it('with status 400, whatever is sent', () => {
    const anyBody = fc.oneof(
      fc.jsonValue(),
      nearly({ ...RICH_BODY, add_generation_prompt: true }),
      nearly({ model: 'm', prompt: 'One', with_pieces: true }),
      nearly({ model: 'm', tokens: [1, 2, 3] }),
    );
    fc.assert(
      fc.property(anyBody, fc.constantFrom(parseTokenize, parseDetokenize, parseTemplate), (body, parse) => {
        try {
          parse(body);
        } catch (error) {
          if (!(error instanceof ServingError)) throw error;
          expect(error.meaning.status).toBe(400);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
