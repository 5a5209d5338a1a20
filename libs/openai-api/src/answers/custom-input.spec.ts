import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCustomArguments, anyInput, escaped, inPieces } from '../chat-completions/chat-events.fixture.js';
import { CustomInputDecoder, decodeCustomInput } from './custom-input.js';

/** What each piece adds, and the end at last. */
function decodeInPieces(pieces: readonly string[]): string[] {
  const decoder = new CustomInputDecoder();
  return [...pieces.map((piece) => decoder.push(piece)), decoder.end()];
}

const cut = (text: string): string[] => text.split('');

describe('the input of a custom tool', () => {
  it.each([
    ['{"input":"ls -l"}', 'ls -l'],
    [' {\n  "input" : "ls -l"\n}\n', 'ls -l'],
    ['{"input":""}', ''],
    ['{"input":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"}', '"\\/\b\f\n\r\té'],
    ['{"input":"\\ud83d\\ude00"}', '😀'],
    ['{"input":"\\uD83D\\uDE00 😀"}', '😀 😀'],
  ])('is the text of %s, in one piece and in many', (argumentsText, input) => {
    expect(decodeCustomInput(argumentsText)).toBe(input);
    expect(decodeInPieces(cut(argumentsText)).join('')).toBe(input);
  });

  it.each([
    ['{"input":"one\nline"}', 'one\nline', 'line breaks that JSON does not allow'],
    ['{"input":"\\d+\\q"}', '\\d+\\q', 'escapes that JSON does not know'],
    ['{"input":"\\u12"}', '\\u12', 'escapes that are too short'],
    ['{"input":"\\ud83d!\\ude00"}', '\ufffd!\ufffd', 'halves of characters, which could not be sent'],
    ['{"input":"\\ud83d\\n"}', '\ufffd\n', 'half a character in front of another escape'],
    ['{"input":"say "hi" now"}', 'say "hi" now"}', 'quotes that were not escaped'],
    ['{"input":"a","b":1}', 'a","b":1}', 'further members'],
    ['{"input":"a"}}', 'a"}}', 'something behind the object'],
    ['ls -l', 'ls -l', 'plain text'],
    ['{}', '{}', 'another object'],
    ['{"in put":"a"}', '{"in put":"a"}', 'another name'],
    ['{"input":5}', '{"input":5}', 'another type'],
    ['"ls"', '"ls"', 'a string alone'],
    ['', '', 'nothing'],
    ['{"inp', '{"inp', 'arguments cut off before the text'],
    ['{"input":"ls', 'ls', 'arguments cut off within the text'],
    ['{"input":"ls\\u00', 'ls', 'arguments cut off within an escape'],
    ['{"input":"ls\\ud83d', 'ls', 'arguments cut off within a character'],
    ['{"input":"ls"', 'ls', 'arguments cut off behind the text'],
  ])('of %j is %j: it bears %s', (argumentsText, input) => {
    expect(decodeCustomInput(argumentsText)).toBe(input);
    expect(decodeInPieces(cut(argumentsText)).join('')).toBe(input);
  });

  it('comes as soon as it can', () => {
    expect(decodeInPieces(['{"in', 'put": "l', 's \\', 'n\\ud83d', '\\ude', '00', 'x"', '}'])).toEqual([
      '',
      'l',
      's ',
      '\n',
      '',
      '😀',
      'x',
      '',
      '',
    ]);
  });

  it('is what was put into the arguments, however they are escaped and cut', () => {
    const anyArguments = anyInput.chain((input) => {
      const ways = [JSON.stringify({ input }), escaped(JSON.stringify({ input }, null, 2))];
      return fc.record({ input: fc.constant(input), pieces: inPieces(fc.constantFrom(...ways)) });
    });
    fc.assert(
      fc.property(anyArguments, ({ input, pieces }) => {
        expect(decodeInPieces(pieces).join('')).toBe(input);
      }),
      { numRuns: 10_000 },
    );
  });

  it('does not depend on how its arguments are cut, whatever they are', () => {
    fc.assert(
      fc.property(inPieces(anyCustomArguments), (pieces) => {
        expect(decodeInPieces(pieces).join('')).toBe(decodeCustomInput(pieces.join('')));
      }),
      { numRuns: 10_000 },
    );
  });

  it('takes no longer for much white space, many quotes or many escapes', () => {
    const many = (text: string) => text.repeat(300_000);
    for (const hostile of [many(' '), `{${many(' ')}x`, `{"input":"a"${many(' ')}x`, `{"input":"${many('\\')}`]) {
      decodeCustomInput(hostile);
      decodeInPieces(cut(hostile));
    }
    expect(decodeCustomInput(`{"input":"${many('\\"')}"}`)).toBe(many('"'));
  });
});
