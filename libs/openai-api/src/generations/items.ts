import type { GenerationEvent, GenerationId, ItemKind } from '#protocol';
import { toCallId } from '../chat-completions/chat-identity.js';

/** What a token is part of: the text of an item, or what stands between texts. */
export type TokenChannel = ItemKind | 'header';

/** One part of the output, and which of the tokens are its text. */
export interface GenerationItem {
  item: number;
  type: ItemKind;
  status: 'in_progress' | 'completed';
  text: string;
  /** Of a call only. */
  name?: string;
  call_id?: string;
  /** `null` of an item that has no tokens of its own. */
  first_token: number | null;
  token_count: number;
}

/**
 * The items of the events that stand. Each takes the next run of tokens of its kind: items and runs come in the same order,
 * but for texts that the model put where no text belongs.
 */
export function toItems(
  id: GenerationId,
  events: readonly GenerationEvent[],
  channels: readonly TokenChannel[],
): GenerationItem[] {
  const items = new Map<number, GenerationItem>();
  let next = 0;
  for (const event of events) {
    if (event.type === 'item-started') {
      const run = nextRun(channels, event.kind, next);
      if (run.first_token !== null) next = run.first_token + run.token_count;
      items.set(event.item, { ...begunItem(id, event), ...run });
    }
    const item = 'item' in event ? items.get(event.item) : undefined;
    if (item && 'text' in event) item.text += event.text;
    if (item && event.type === 'item-ended') item.status = 'completed';
  }
  return [...items.values()];
}

function begunItem(
  id: GenerationId,
  { item, kind, toolName }: Extract<GenerationEvent, { type: 'item-started' }>,
): Omit<GenerationItem, 'first_token' | 'token_count'> {
  const called = kind === 'tool-call' ? { name: toolName, call_id: toCallId(id, item) } : {};
  return { item, type: kind, status: 'in_progress', text: '', ...called };
}

function nextRun(
  channels: readonly TokenChannel[],
  kind: ItemKind,
  from: number,
): Pick<GenerationItem, 'first_token' | 'token_count'> {
  const first = channels.indexOf(kind, from);
  if (first < 0) return { first_token: null, token_count: 0 };
  let end = first + 1;
  while (channels[end] === kind) end++;
  return { first_token: first, token_count: end - first };
}
