import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStreamPosition } from './stream-position.js';

describe('the id of an event', () => {
  it.each([
    ['0', [{ sequence: 0, events: 0 }]],
    ['42', [{ sequence: 42, events: 0 }]],
    ['41.2', [{ sequence: 41, events: 2 }]],
    [
      '42,17.1',
      [
        { sequence: 42, events: 0 },
        { sequence: 17, events: 1 },
      ],
    ],
    ['0,-', [{ sequence: 0, events: 0 }, null]],
  ])('%s says what a client has', (id, positions) => {
    expect(parseStreamPosition(id, positions.length, 'Last-Event-ID')).toEqual(positions);
  });

  it.each(['', ' ', '-1', '042', '1.0', '1.2.3', '1e3', '9'.repeat(16), '1,2', 'gen_1', '١'])('is never %j', (id) => {
    expect(() => parseStreamPosition(id, 1, 'Last-Event-ID')).toThrow(
      expect.objectContaining({ code: 'invalid_value', param: 'Last-Event-ID' }),
    );
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.,-') })), (id) => {
        try {
          const [position] = parseStreamPosition(id, 1, 'starting_after');
          expect(Number.isSafeInteger(position?.sequence ?? 0)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ param: 'starting_after' });
        }
      }),
    );
  });
});
