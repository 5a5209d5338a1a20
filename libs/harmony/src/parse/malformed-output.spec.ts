import { describe, expect, it } from '@jest/globals';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { encodeParts, markupIds, markupParts, parseIds } from '../../../../test/support/harmony-samples.js';
import { MALFORMED_OUTPUTS, MALFORMED_TOOLS } from '../../../../test/support/malformed-harmony.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { RECOVERY_FAMILIES } from './recovery-family.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const byteIds = singleByteIds();

describe('malformed output', () => {
  it.each(MALFORMED_OUTPUTS)('has an outcome: $markup', ({ markup, items, families, outcome }) => {
    const parsed = parseIds(markupIds(markup, vocabulary), vocabulary, MALFORMED_TOOLS);
    expect(parsed.items.map(sketch)).toEqual(items);
    expect(Object.keys(parsed.recoveries).sort()).toEqual([...families].sort());
    expect(parsed.outcome).toBe(outcome);
  });

  it('is sampled for every family we count', () => {
    const sampled = new Set(MALFORMED_OUTPUTS.flatMap(({ families }) => families));
    expect(RECOVERY_FAMILIES.filter((family) => !sampled.has(family))).toEqual([]);
  });

  it.each(MALFORMED_OUTPUTS)('means the same however it is cut into tokens: $markup', ({ markup }) => {
    const parts = markupParts(markup, vocabulary);
    const expected = parseIds(encodeParts(parts, vocabulary), vocabulary, MALFORMED_TOOLS);
    for (const ids of tokenizations(parts)) {
      expect(parseIds(ids, vocabulary, MALFORMED_TOOLS)).toEqual(expected);
    }
  });
});

function sketch({ kind, toolName, text }: { kind: string; toolName: string; text: string }): string {
  return `${kind}${toolName === '' ? '' : `(${toolName})`}: ${text}`;
}

/** Every text cut in two at every character, and everything as single bytes. */
function* tokenizations(parts: (string | number)[]): Generator<number[]> {
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'number') continue;
    const characters = [...part];
    for (let border = 1; border < characters.length; border += 1) {
      const halves = [characters.slice(0, border).join(''), characters.slice(border).join('')];
      yield encodeParts([...parts.slice(0, index), ...halves, ...parts.slice(index + 1)], vocabulary);
    }
  }
  yield parts.flatMap((part) =>
    typeof part === 'number' ? part : [...Buffer.from(part)].map((byte) => byteIds[byte] ?? -1),
  );
}

function singleByteIds(): number[] {
  const ids: number[] = [];
  for (let id = 0; id < vocabulary.size; id += 1) {
    const [byte, ...more] = vocabulary.bytesOf(id).subarray(0, 2);
    if (byte !== undefined && more.length === 0) ids[byte] ??= id;
  }
  return ids;
}
