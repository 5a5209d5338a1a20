import fc from 'fast-check';

const controlTexts =
  '<|start|> <|end|> <|message|> <|channel|> <|constrain|> <|return|> <|call|> <|endoftext|> <|reserved_200000|> <| |>';
const contractions = "'s 'S 'ſ 't 'T 're 'Re 'rE 've 'VE 'm 'M 'll 'Ll 'LL 'd 'D ’s 'K 'x";
const emoji = '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇫🇷';
const words = '1234 ٣٤٥ १२३ ⅷ ½ ² the HTTPServer camelCase naïve straße ẞ Dž ª İ / // नमस्ते ภาษาไทย é́ e⃝';
const code = ['const x = {a: [1, 2]};', 'if (a !== b) {\r\n\treturn;\r\n}', '#include <stdio.h>', '"json": null,'];
const whiteSpace = [
  ' ',
  '  ',
  '    ',
  '\t',
  '\r\n',
  '\r',
  '\n',
  '\n\n',
  '\n  ',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u3000',
];
const unseen = ['\ufeff', '\u200d', '\u0301', '\u20dd', '\ud800', '\udfff'];

const traps = fc.constantFrom(
  ...[controlTexts, contractions, emoji, words].flatMap((list) => list.split(' ')),
  ...[code, whiteSpace, unseen].flat(),
);

/** Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, combining marks, Kana, Han, Hangul, emoji, Deseret, ligatures. */
const letters = fc.oneof(
  ...[
    [0x00, 0x7e],
    [0x20, 0x7e],
    [0xa0, 0x24f],
    [0x370, 0x3ff],
    [0x400, 0x4ff],
    [0x5d0, 0x5ea],
    [0x620, 0x669],
    [0x900, 0x97f],
    [0xe01, 0xe5b],
    [0x300, 0x36f],
    [0x3041, 0x30ff],
    [0x4e00, 0x9fa5],
    [0xac00, 0xd7a3],
    [0x1f300, 0x1f6ff],
    [0x10400, 0x1044f],
    [0xfb00, 0xfb06],
  ].map(([min = 0, max = 0]) => fc.integer({ min, max }).map((character) => String.fromCodePoint(character))),
);

const runs = fc
  .tuple(fc.oneof(letters, traps), fc.integer({ min: 2, max: 20 }))
  .map(([text, times]) => text.repeat(times));

/** Text made to trip a tokenizer: mixed scripts, control-token text, lone surrogates, odd white space, code, long runs. */
export const hostileText = fc
  .array(fc.oneof({ weight: 5, arbitrary: letters }, { weight: 4, arbitrary: traps }, { weight: 1, arbitrary: runs }), {
    maxLength: 16,
    size: 'max',
  })
  .map((parts) => parts.join(''));
