import { ask } from './live-control.js';
import type { ShownItem } from './responses.js';
import { TEST_KEY } from './test-cluster.js';

/** A page of items, as a gateway shows it. */
export interface ShownItems {
  object: string;
  data: ShownItem[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

/** Any question about conversations, and what was said to it. */
export function askConversations(
  baseUrl: string,
  path: string,
  init: RequestInit = {},
  key = TEST_KEY,
): Promise<{ status: number; body: unknown }> {
  return ask(`${baseUrl}/v1/conversations${path}`, init, key);
}

/** Begins a conversation; its id. */
export async function beginConversation(baseUrl: string, items: readonly object[] = []): Promise<string> {
  const { body } = await askConversations(baseUrl, '', { method: 'POST', body: JSON.stringify({ items }) });
  return (body as { id: string }).id;
}

/** All items of a conversation, the first one first. */
export async function itemsOf(baseUrl: string, id: string): Promise<ShownItem[]> {
  const { body } = await askConversations(baseUrl, `/${id}/items?order=asc&limit=100`);
  return (body as ShownItems).data;
}
