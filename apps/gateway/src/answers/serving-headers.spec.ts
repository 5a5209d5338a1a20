import { describe, expect, it } from '@jest/globals';
import { generationHeaders, readServingHeaders } from './serving-headers.js';

describe('how a request wants to be served', () => {
  it.each([
    [{}, { persistence: 'foreground', class: null }],
    [{ 'x-harmonium-resumable': 'false' }, { persistence: 'foreground', class: null }],
    [
      { 'x-harmonium-resumable': 'true', 'x-harmonium-class': 'batch' },
      { persistence: 'resumable', class: 'batch' },
    ],
  ])('%j', (headers, served) => {
    expect(readServingHeaders(headers)).toEqual(served);
  });

  it.each([
    ['x-harmonium-resumable', 'yes'],
    ['x-harmonium-resumable', ''],
    ['x-harmonium-class', 'urgent'],
    ['x-harmonium-class', 'batch, batch'],
  ])('is refused, naming the header %s, for "%s"', (name, value) => {
    expect(() => readServingHeaders({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'invalid_value', param: name }),
    );
  });

  it('is answered with the ids of all choices', () => {
    expect(generationHeaders([{ id: 'gen_a' }, { id: 'gen_b' }])).toEqual({
      'x-harmonium-generation-id': 'gen_a,gen_b',
    });
  });
});
