import type { KeptResponse } from './response-forms.js';

/** Of a thousand responses in a row each would keep the names of half of them. */
const LONGEST_LINK = 50;

/**
 * What a response that goes on from this one keeps of its chain: the last ids of it, the oldest first. Those before the first
 * of them stand with that one, and so on.
 */
export function linkBehind({ id, chain }: Pick<KeptResponse, 'id' | 'chain'>): string[] {
  return chain.length < LONGEST_LINK ? [...chain, id] : [id];
}

/** Ids of all responses that one goes on from, the oldest first. `find` is asked for one of each link; what stands before one that is gone is not found. */
export async function chainOf(
  { chain }: Pick<KeptResponse, 'chain'>,
  find: (id: string) => Promise<Pick<KeptResponse, 'chain'> | null>,
): Promise<string[]> {
  const links: (readonly string[])[] = [];
  for (let link = chain; link.length > 0;) {
    links.unshift(link);
    const before = link[0] === undefined ? null : await find(link[0]);
    link = before?.chain ?? [];
  }
  return links.flat();
}
