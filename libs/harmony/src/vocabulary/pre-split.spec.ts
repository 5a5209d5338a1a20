import { describe, expect, it } from '@jest/globals';
import { preSplit } from './pre-split.js';

describe('cutting text into pieces', () => {
  it.each<[text: string, pieces: string[]]>([
    ['Hello world', ['Hello', ' world']],
    ['HTTPServer camelCase', ['HTTPServer', ' camel', 'Case']],
    ['1234567', ['123', '456', '7']],
    ['a  b', ['a', ' ', ' b']],
    ['a \r\n\n b ', ['a', ' \r\n\n', ' b', ' ']],
    ['x //\n/y', ['x', ' //\n/', 'y']],
    ['', []],
  ])('cuts %j as o200k does', (text, pieces) => {
    expect(preSplit(text)).toEqual(pieces);
  });

  it.each([
    "'s",
    "'S",
    "'ſ",
    "'t",
    "'T",
    "'re",
    "'Re",
    "'rE",
    "'RE",
    "'ve",
    "'vE",
    "'m",
    "'M",
    "'ll",
    "'lL",
    "'d",
    "'D",
  ])('keeps the contraction %s with its word', (contraction) => {
    expect(preSplit(`she${contraction} here`)).toEqual([`she${contraction}`, ' here']);
    expect(preSplit(`SHE${contraction} here`)).toEqual([`SHE${contraction}`, ' here']);
  });

  it('takes U+0085 for white space and U+FEFF for none, as Rust does', () => {
    expect(preSplit('a\u0085\u0085b')).toEqual(['a', '\u0085', '\u0085b']);
    expect(preSplit('!\ufeff!')).toEqual(['!\ufeff!']);
  });

  it('keeps combining marks with their letters', () => {
    expect(preSplit('e\u0301te\u0301 นี้ ทำ')).toEqual(['e\u0301te\u0301', ' นี้', ' ทำ']);
  });

  it('loses no character', () => {
    const everything = Array.from({ length: 0x11000 }, (_, code) => String.fromCodePoint(code))
      .join('')
      .toWellFormed();
    expect(preSplit(everything).join('') === everything).toBe(true);
  });
});
