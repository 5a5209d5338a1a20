import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import fc from 'fast-check';
import { parseControl } from './parse-control.js';

describe('what is asked of a generation', () => {
  it.each([
    [{ action: 'pause' }, { action: 'pause' }],
    [{ action: 'resume', unknown: 1 }, { action: 'resume' }],
    [{ action: 'cancel' }, { action: 'cancel' }],
    [{ action: 'answer_now' }, { action: 'answer_now' }],
    [{ action: 'think_more' }, { action: 'think_more', tokens: 256 }],
    [
      { action: 'think_more', tokens: 5 },
      { action: 'think_more', tokens: 5 },
    ],
    [{ action: 'inspect' }, { action: 'inspect', tokens: 16, alternatives: 5 }],
    [
      { action: 'inspect', tokens: null, alternatives: 0 },
      { action: 'inspect', tokens: 16, alternatives: 0 },
    ],
    [
      { action: 'edit', token: 0, text: '' },
      { action: 'edit', token: 0, text: '' },
    ],
    [
      { action: 'fork', token: 7 },
      { action: 'fork', token: 7, n: 1, text: '' },
    ],
    [
      { action: 'fork', token: 7, n: 3, text: 'So' },
      { action: 'fork', token: 7, n: 3, text: 'So' },
    ],
  ])('%j', (body, asked) => {
    expect(parseControl(body)).toEqual(asked);
  });

  it.each([
    [{}, 'missing_required_parameter', 'action'],
    [{ action: 'stop' }, 'invalid_value', 'action'],
    [{ action: 'answer-now' }, 'invalid_value', 'action'],
    [{ action: 1 }, 'invalid_type', 'action'],
    [{ action: 'think_more', tokens: 0 }, 'invalid_value', 'tokens'],
    [{ action: 'think_more', tokens: 131_073 }, 'invalid_value', 'tokens'],
    [{ action: 'think_more', tokens: 1.5 }, 'invalid_type', 'tokens'],
    [{ action: 'think_more', tokens: '5' }, 'invalid_type', 'tokens'],
    [{ action: 'inspect', tokens: 4_097 }, 'invalid_value', 'tokens'],
    [{ action: 'inspect', alternatives: 21 }, 'invalid_value', 'alternatives'],
    [{ action: 'inspect', alternatives: -1 }, 'invalid_value', 'alternatives'],
    [{ action: 'edit', text: '' }, 'missing_required_parameter', 'token'],
    [{ action: 'edit', token: 1 }, 'missing_required_parameter', 'text'],
    [{ action: 'edit', token: -1, text: '' }, 'invalid_value', 'token'],
    [{ action: 'edit', token: 1, text: ['a'] }, 'invalid_type', 'text'],
    [{ action: 'edit', token: 1, text: 'a'.repeat(200_001) }, 'invalid_value', 'text'],
    [{ action: 'fork' }, 'missing_required_parameter', 'token'],
    [{ action: 'fork', token: 1, n: 0 }, 'invalid_value', 'n'],
    [{ action: 'fork', token: 1, n: 17 }, 'invalid_value', 'n'],
  ])('is refused, naming the field: %j', (body, code, param) => {
    expect(() => parseControl(body)).toThrow(expect.objectContaining({ code, param }));
  });

  it('is read or refused, whatever it is', () => {
    const anything = fc.anything();
    const anyBody = fc.oneof(
      anything,
      fc.record(
        {
          action: fc.constantFrom('pause', 'think_more', 'inspect', 'edit', 'fork'),
          ...{ token: anything, tokens: anything, text: anything, n: anything, alternatives: anything },
        },
        { requiredKeys: ['action'] },
      ),
    );
    fc.assert(
      fc.property(anyBody, (body) => {
        try {
          expect(parseControl(body).action).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(ServingError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
