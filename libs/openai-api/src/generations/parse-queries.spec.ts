import { describe, expect, it } from '@jest/globals';
import { newGenerationId } from '#protocol';
import fc from 'fast-check';
import { isGenerationId, parseEventsQuery, parseListQuery, parseShowQuery } from './parse-queries.js';

const ID = newGenerationId();

describe('parameters of an address', () => {
  it('say how many generations are listed, and from where', () => {
    expect(parseListQuery({})).toEqual({ limit: 20 });
    expect(parseListQuery({ limit: '100', after: ID })).toEqual({ limit: 100, after: ID });
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: 'many' }, 'limit'],
    [{ limit: '' }, 'limit'],
    [{ limit: ['1', '2'] }, 'limit'],
    [{ after: 'gen_1' }, 'after'],
    [{ after: `${ID}*` }, 'after'],
  ])('are refused in a list: %j', (query, param) => {
    expect(() => parseListQuery(query)).toThrow(expect.objectContaining({ param }));
  });

  it.each([
    [{}, false],
    [{ include: 'tokens' }, true],
    [{ include: ['tokens', 'tokens'] }, true],
    [{ 'include[]': 'tokens' }, true],
  ])('say whether the tokens are shown: %j', (query, tokens) => {
    expect(parseShowQuery(query)).toEqual({ tokens });
  });

  it('are refused when they include what there is not', () => {
    expect(() => parseShowQuery({ include: 'secrets' })).toThrow(expect.objectContaining({ param: 'include' }));
  });

  it('say in which form events are told, and from where', () => {
    expect(parseEventsQuery({})).toEqual({ format: null, startingAfter: null });
    expect(parseEventsQuery({ format: 'events', starting_after: '4' })).toEqual({
      format: 'events',
      startingAfter: '4',
    });
    expect(() => parseEventsQuery({ format: 'xml' })).toThrow(expect.objectContaining({ param: 'format' }));
  });
});

describe('the id of a generation', () => {
  it('is known by its form', () => {
    fc.assert(fc.property(fc.nat(), (nowMs) => expect(isGenerationId(newGenerationId(nowMs))).toBe(true)));
    for (const text of ['', 'gen_', ID.toUpperCase(), `${ID}0`, `${ID}\n`, ID.slice(0, -1), '../admin']) {
      expect(isGenerationId(text)).toBe(false);
    }
  });
});
