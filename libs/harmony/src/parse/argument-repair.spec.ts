import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ArgumentRepair } from './argument-repair.js';

const cases: [string, string, string, boolean][] = [
  ['an object', '{"a": {"b": [1]}}', '{"a": {"b": [1]}}', false],
  ['white space around it', '\n {"a":1} \n', '{"a":1}', false],
  ['braces and quotes in strings', String.raw`{"a":"}\"}{\\","b":1}`, String.raw`{"a":"}\"}{\\","b":1}`, false],
  ['a bracket too many', '{"a":1}]', '{"a":1}', true],
  ['a brace too many', '{"a":1}}', '{"a":1}', true],
  ['a list around it', ' [ {"a":1} ]', '{"a":1}', true],
  ['two objects', '{"a":1}{"b":2}', '{"a":1}', true],
  ['nothing', '', '{}', true],
  ['white space', ' \n', '{}', true],
  ['a cut object', '{"a":"b', '{"a":"b', true],
  ['plain text', 'look it up', 'look it up', true],
  ['a list of numbers', '[1, 2]', '[1, 2]', true],
  ['a lone bracket', ' [', ' [', true],
];

describe('arguments of a tool call', () => {
  it.each(cases)('are repaired in any chunks: %s', (_name, given, expected, isMalformed) => {
    fc.assert(
      fc.property(fc.array(fc.nat(given.length), { maxLength: 5 }), (borders) => {
        const repair = new ArgumentRepair();
        const sorted = [0, ...borders.sort((a, b) => a - b), given.length];
        const chunks = sorted.slice(1).map((border, index) => given.slice(sorted[index], border));
        const repaired = chunks.map((chunk) => repair.push(chunk)).join('') + repair.end();
        expect({ repaired, isMalformed: repair.isMalformed }).toEqual({ repaired: expected, isMalformed });
      }),
    );
  });

  it('stream as they come', () => {
    const repair = new ArgumentRepair();
    const chunks = ['{', '"city"', ':', '"Bern"', '}'];
    expect(chunks.map((chunk) => repair.push(chunk))).toEqual(chunks);
  });

  it('are left alone when generation was cut: nothing is made up', () => {
    const repair = new ArgumentRepair();
    expect(repair.push(' [')).toBe('');
    expect(repair.cut()).toBe(' [');
  });
});
