import { describe, expect, it } from '@jest/globals';
import { textOfDataUrl } from './text-of-file.js';

const encoded = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('the text of a file', () => {
  it('is there if it is one, of whatever kind', () => {
    expect(textOfDataUrl(`data:text/plain;base64,${encoded('3 Grad, schön')}`)).toBe('3 Grad, schön');
    expect(textOfDataUrl(`data:text/markdown;charset=utf-8;base64,${encoded('# Hi')}`)).toBe('# Hi');
  });

  it.each([
    ['of another medium', `data:application/pdf;base64,${encoded('%PDF')}`],
    ['not UTF-8', `data:text/plain;base64,${encoded(Uint8Array.of(0xff, 0xfe))}`],
    ['without its text', 'data:text/plain'],
    ['in another encoding', 'data:text/plain,hello'],
    ['somewhere else', 'https://example.com/a.txt'],
    ['not even a string', 5],
  ])('is not there if it is %s', (_, url) => expect(textOfDataUrl(url)).toBeNull());
});
