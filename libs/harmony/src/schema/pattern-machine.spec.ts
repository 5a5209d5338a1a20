import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Effort } from './effort.js';
import { UnsupportedPattern } from './expression.js';
import { machineAccepts } from './machine.js';
import { patternMachine } from './pattern-machine.js';
import { SchemaRefusal } from './schema-refusal.js';

const CASES = 10_000;
const PATIENCE_MS = 120_000;

/** Pieces of patterns, and characters that tell their meanings apart. */
const PIECES = [
  ...['a', 'b', '-', '"', '\\\\', '\u00e9', '\u{1f600}', '.', '^', '$', '|', '(', ')', '(?:', '(?<name>', '\\d', '\\D'],
  ...[
    '\\w',
    '\\W',
    '\\s',
    '\\S',
    '*',
    '+',
    '?',
    '*?',
    '{2}',
    '{1,}',
    '{0,2}',
    '[ab]',
    '[^ab]',
    '[a-c-]',
    '[\\d_]',
    '[]',
  ],
  ...[
    '[^]',
    '\\n',
    '\\u0061',
    '\\u{1f600}',
    '\\ud83d\\ude00',
    '\\x61',
    '\\cJ',
    '\\u{61',
    '{',
    '}',
    ']',
    '\\b',
    '(?=a)',
  ],
];
const CHARACTERS = [
  'a',
  'b',
  'c',
  '1',
  '-',
  '_',
  ' ',
  '\n',
  '"',
  '\\',
  '\u00e9',
  '\u{1f600}',
  '\u2028',
  '\u00a0',
  'u',
  '6',
];

describe('the automaton of a pattern', () => {
  it(
    'accepts exactly the texts in which JavaScript finds a match',
    () => {
      let agreedCount = 0;
      const pattern = fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join(''));
      const texts = fc.array(fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 6 }), {
        minLength: 4,
        maxLength: 8,
      });
      fc.assert(
        fc.property(pattern, texts, (source, candidates) => {
          const machine = machineOf(source);
          const expression = expressionOf(source);
          if (!machine || !expression) return;
          agreedCount++;
          for (const text of candidates) {
            // Without the flag a pair counts as two characters for some: no such text is accepted.
            const isExpected = expression.test(text) && (expression.unicode || !/[^\0-\uffff]/u.test(text));
            expect([source, text, machineAccepts(machine, text)]).toEqual([source, text, isExpected]);
          }
        }),
        { numRuns: CASES },
      );
      expect(agreedCount).toBeGreaterThan(CASES / 10);
    },
    PATIENCE_MS,
  );

  it.each(['(a)\\1', '(?=a)', '(?<!a)b', '\\bx', '\\p{L}', '(', 'a{3,1}', '[b-a]', '\\u{61'])(
    'does not exist for %s',
    (pattern) => {
      expect(() => patternMachine(pattern, new Effort())).toThrow(UnsupportedPattern);
    },
  );
});

function machineOf(pattern: string) {
  try {
    return patternMachine(pattern, new Effort());
  } catch (error) {
    if (error instanceof UnsupportedPattern || error instanceof SchemaRefusal) return null;
    throw error;
  }
}

/** With the `u` flag, as JSON Schema has it; without, for what only that flag forbids. */
function expressionOf(pattern: string): RegExp | null {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      continue;
    }
  }
  return null;
}
