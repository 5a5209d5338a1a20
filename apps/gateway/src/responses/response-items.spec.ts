import { describe, expect, it } from '@jest/globals';
import { type ResponseItem, newItemId } from '#openai-api';
import type { KeptResponse, PresentResponse } from './response-forms.js';
import { ResponseItems } from './response-items.js';

const fail = (): never => {
  throw new Error('There is none');
};
const numbered = (number: number): string => String(number).padStart(26, '0');
const responseId = (number: number): string => `resp_${numbered(number)}`;
const inputOf = (number: number, index = 0): ResponseItem => ({
  type: 'compaction',
  id: `cmp_${numbered(number)}i000${index}`,
  encrypted_content: '',
});
const outputOf = (number: number): ResponseItem => ({
  type: 'compaction',
  id: `cmp_${numbered(number)}0000`,
  encrypted_content: '',
});

/** Responses that were given one after the other, each kept with what its links are, and which of them were read. */
class Chain {
  readonly read: string[] = [];
  readonly deleted = new Set<string>();
  private readonly kept = new Map<string, KeptResponse>();

  constructor(
    readonly length: number,
    private readonly longestLink = 2,
  ) {
    let chain: string[] = [];
    for (let number = 1; number <= length; number++) {
      const id = responseId(number);
      this.kept.set(id, { tenant: 'acme', id, chain, input: [inputOf(number)] } as unknown as KeptResponse);
      chain = chain.length < this.longestLink ? [...chain, id] : [id];
    }
  }

  get last(): KeptResponse {
    return this.kept.get(responseId(this.length)) ?? fail();
  }

  settle(_tenant: string, id: string): Promise<PresentResponse | null> {
    this.read.push(id);
    const kept = this.deleted.has(id) ? undefined : this.kept.get(id);
    const output = [outputOf(Number(id.slice('resp_'.length)))];
    return Promise.resolve(kept ? ({ kept, body: { output }, hasEnded: true } as unknown as PresentResponse) : null);
  }
}

type Page = Parameters<ResponseItems['page']>[1];

async function page(chain: Chain, asked: Partial<Page>): Promise<{ ids: string[]; hasMore: boolean }> {
  const { items, hasMore } = await new ResponseItems(chain).page(chain.last, {
    order: 'asc',
    after: null,
    limit: 100,
    ...asked,
  });
  return { ids: items.map(({ id }) => id), hasMore };
}

async function allPages(chain: Chain, asked: Pick<Page, 'order' | 'limit'>): Promise<string[]> {
  const all: string[] = [];
  for (let after: string | null = null; ;) {
    const { ids, hasMore } = await page(chain, { ...asked, after });
    all.push(...ids);
    if (!hasMore) return all;
    after = ids.at(-1) ?? null;
  }
}

/** Of all responses but the last their inputs and outputs, and its input. */
const allOf = (length: number): string[] =>
  Array.from({ length }, (_, index) => index + 1).flatMap((number) =>
    [inputOf(number), ...(number < length ? [outputOf(number)] : [])].map(({ id }) => id),
  );

describe('the items that a response was made from', () => {
  it.each([1, 2, 3, 7])('are those of all before it, in their order, and its own: of %d in a row', async (length) => {
    const chain = new Chain(length);
    expect(await page(chain, {})).toEqual({ ids: allOf(length), hasMore: false });
    expect(await page(chain, { order: 'desc' })).toEqual({ ids: allOf(length).reverse(), hasMore: false });
  });

  it.each([1, 2, 5])('are told page by page, each once: %d at a time', async (limit) => {
    const chain = new Chain(6);
    expect(await allPages(chain, { order: 'asc', limit })).toEqual(allOf(6));
    expect(await allPages(chain, { order: 'desc', limit })).toEqual(allOf(6).reverse());
  });

  it('are read only as far as a page goes, wherever it begins', async () => {
    const chain = new Chain(400, 50);
    await page(chain, { order: 'desc', limit: 1 });
    expect(new Set(chain.read).size).toBeLessThan(20);
    const { ids } = await page(chain, { order: 'asc', limit: 1, after: inputOf(300).id });
    expect(ids).toEqual([outputOf(300).id]);
    expect(new Set(chain.read).size).toBeLessThan(40);
  });

  it('are those of others that are still there when one was deleted', async () => {
    const chain = new Chain(6, 50);
    chain.deleted.add(responseId(2));
    const left = allOf(6).filter((id) => !id.includes(numbered(2)));
    expect((await page(chain, {})).ids).toEqual(left);
  });

  it('may begin behind one that was first made elsewhere', async () => {
    const chain = new Chain(3);
    const foreign: ResponseItem = { type: 'compaction', id: newItemId('compaction'), encrypted_content: '' };
    // The client sent it with the third, though it is the unusable rest of the first.
    const rest: ResponseItem = { type: 'compaction', id: `cmp_${numbered(1)}0007`, encrypted_content: '' };
    const last: KeptResponse = { ...chain.last, input: [foreign, rest, inputOf(3)] };
    for (const [order, after, ids] of [
      ['asc', foreign.id, [rest.id, inputOf(3).id]],
      ['desc', rest.id, [foreign.id, outputOf(2).id]],
    ] as const) {
      const { items } = await new ResponseItems(chain).page(last, { order, after, limit: 2 });
      expect(items.map(({ id }) => id)).toEqual(ids);
    }
  });

  it('do not begin behind one that is not there', async () => {
    const refused = expect.objectContaining({ code: 'invalid_value', param: 'after' });
    for (const after of ['cmp_x', outputOf(3).id, inputOf(9).id])
      await expect(page(new Chain(3), { after })).rejects.toEqual(refused);
  });
});
