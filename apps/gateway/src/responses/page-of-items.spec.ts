import { describe, expect, it } from '@jest/globals';
import type { ResponseItem } from '#openai-api';
import { pageOf } from './page-of-items.js';

const items = Array.from({ length: 5 }, (_, index): ResponseItem => ({
  type: 'compaction',
  id: `cmp_${index}`,
  encrypted_content: '',
}));

function page(order: 'asc' | 'desc', after: string | null, limit: number): [string, boolean] {
  const { items: found, hasMore } = pageOf(items, { order, after, limit });
  return [found.map(({ id }) => id.slice(4)).join(''), hasMore];
}

describe('a page of items', () => {
  it.each([
    ['asc', null, 20, '01234', false],
    ['desc', null, 20, '43210', false],
    ['asc', null, 2, '01', true],
    ['desc', 'cmp_3', 2, '21', true],
    ['desc', 'cmp_2', 2, '10', false],
    ['asc', 'cmp_4', 2, '', false],
  ] as const)('%s behind %s, at most %d, is %s', (order, after, limit, ids, hasMore) => {
    expect(page(order, after, limit)).toEqual([ids, hasMore]);
  });

  it('does not begin behind an item that is not there', () => {
    expect(() => page('asc', 'cmp_x', 2)).toThrow(expect.objectContaining({ code: 'invalid_value', param: 'after' }));
  });
});
