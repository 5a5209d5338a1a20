import { type GenerationId, newGenerationId } from '#protocol';
import type { AskedItem, ItemReference, ResponseItem } from './response-item.js';

/*
 * Ids hold the generation's id and the place in it, so that whatever has one can be found without an index.
 */

const PREFIXES = {
  message: 'msg',
  function_call: 'fc',
  function_call_output: 'fco',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctco',
  reasoning: 'rs',
  compaction: 'cmp',
} as const satisfies Record<ResponseItem['type'], string>;

type ItemType = keyof typeof PREFIXES;

const RESPONSE_ID = /^resp_([0-9a-hjkmnp-tv-z]{26})$/;
const CONVERSATION_ID = /^conv_[0-9a-hjkmnp-tv-z]{26}$/;
const ITEM_ID = /^(msg|fc|fco|ctc|ctco|rs|cmp)_([0-9a-hjkmnp-tv-z]{26})(?:(i?)([0-9a-f]{4,8}))?$/;

/** The id under which clients know a generation as a response. */
export function toResponseId(id: GenerationId): string {
  return `resp_${bare(id)}`;
}

/** The generation of a response; `null` for what is no id of ours. */
export function readResponseId(id: string): GenerationId | null {
  const [, generation] = RESPONSE_ID.exec(id) ?? [];
  return generation === undefined ? null : `gen_${generation}`;
}

/** Where an item stands: by its number in the output of a generation, by its index in the input of one, or in a conversation, by itself. */
export type ItemPlace = { type: 'output'; item: number } | { type: 'input'; index: number } | { type: 'alone' };

/** The id of an item; `alone`, it is named after an id that nothing else is named after. */
export function toItemId(type: ItemType, id: GenerationId, place: ItemPlace): string {
  return `${PREFIXES[type]}_${bare(id)}${placeText(place)}`;
}

/** The id of an item of its own, as those have that are put into a conversation. */
export function newItemId(type: ItemType): string {
  return toItemId(type, newGenerationId(), { type: 'alone' });
}

/** Where an item stands that has this id; `null` for what is no id of ours. */
export function readItemId(id: string): { generationId: GenerationId; place: ItemPlace } | null {
  const [, , generation, input, number] = ITEM_ID.exec(id) ?? [];
  if (generation === undefined) return null;
  return { generationId: `gen_${generation}`, place: readPlace(input, number) };
}

export function newConversationId(): string {
  return `conv_${bare(newGenerationId())}`;
}

export function isConversationId(id: string): boolean {
  return CONVERSATION_ID.test(id);
}

/**
 * The input of a response with ids: those of items that were made here stay, all others get one that tells their place in the
 * input. No two items get the same id.
 */
export function nameItems(items: readonly AskedItem[], id: GenerationId): ResponseItem[] {
  const taken = new Set<string>();
  return items.map((item, index) => {
    const known = item.id !== undefined && readItemId(item.id) !== null && !taken.has(item.id) ? item.id : null;
    const named = { ...item, id: known ?? toItemId(item.type, id, { type: 'input', index }) };
    taken.add(named.id);
    return named;
  });
}

export function isItemReference(item: AskedItem | ItemReference): item is ItemReference {
  return item.type === 'item_reference';
}

function bare(id: GenerationId): string {
  return id.replace(/^gen_/, '');
}

function placeText(place: ItemPlace): string {
  switch (place.type) {
    case 'output':
      return hex(place.item);
    case 'input':
      return `i${hex(place.index)}`;
    case 'alone':
      return '';
  }
}

function readPlace(input: string | undefined, number: string | undefined): ItemPlace {
  if (number === undefined) return { type: 'alone' };
  const place = Number.parseInt(number, 16);
  return input === 'i' ? { type: 'input', index: place } : { type: 'output', item: place };
}

function hex(number: number): string {
  return number.toString(16).padStart(4, '0');
}
