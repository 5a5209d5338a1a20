import { describe, expect, it } from '@jest/globals';
import { toDetokenizeBody, toTokenPiece } from './render-tokens.js';

describe('a token with its text', () => {
  it('has bytes where it is no whole character', () => {
    expect(toTokenPiece(5, Buffer.from(' é'))).toEqual({ id: 5, piece: ' é' });
    expect(toTokenPiece(6, Uint8Array.of(0xf0, 0x9f))).toEqual({ id: 6, piece: [0xf0, 0x9f] });
    expect(toTokenPiece(7, Buffer.from('\ufeff'))).toEqual({ id: 7, piece: '\ufeff' });
  });
});

describe('a text of tokens', () => {
  it('is told under both names that clients know it by', () => {
    expect(toDetokenizeBody('One')).toEqual({ prompt: 'One', content: 'One' });
  });
});
