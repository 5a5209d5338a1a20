import { setImmediate as nextTurn } from 'node:timers/promises';
import { compressText, decompressJson } from '../compressed-json.js';
import type { ConversationItem } from './stored-conversation.js';

/** What all items of one conversation may count together: far more than any context, and no more than a gateway can read at once. */
export const MOST_CONVERSATION_BYTES = 16 * 2 ** 20;
/** A small item costs whoever reads it as much as one of this size. */
const LEAST_ITEM_BYTES = 1_024;
/** Below this, what compressing saves is not worth what it costs. */
const COMPRESSED_FROM_BYTES = 2_048;
const ITEMS_PER_TURN = 250;

const PLAIN = 'p';
const COMPRESSED = 'z';

/**
 * Items as they are kept in Redis, each behind its id: a letter that says how, what it counts (bytes of its JSON, at least 1 KiB),
 * a colon, and the JSON itself. `null` if they count more than `mostBytes` together. Others have their turns in between.
 */
export async function encodeItems(
  items: readonly ConversationItem[],
  mostBytes = Infinity,
): Promise<(string | Buffer)[] | null> {
  const encoded: (string | Buffer)[] = [];
  let bytes = 0;
  for (const [index, { id, item }] of items.entries()) {
    if (index % ITEMS_PER_TURN === ITEMS_PER_TURN - 1) await nextTurn();
    const json = Buffer.from(JSON.stringify(item));
    const counted = Math.max(json.length, LEAST_ITEM_BYTES);
    bytes += counted;
    if (bytes > mostBytes) return null;
    encoded.push(id, await encode(json, counted));
  }
  return encoded;
}

/** The inverse, of one. Only ever given what we wrote ourselves. */
export async function decodeItem<Value>(stored: Buffer): Promise<Value> {
  const body = stored.subarray(stored.indexOf(':') + 1);
  if (stored.toString('latin1', 0, 1) === COMPRESSED) return decompressJson<Value>(body);
  return JSON.parse(body.toString()) as Value;
}

async function encode(json: Buffer, counted: number): Promise<Buffer> {
  if (json.length < COMPRESSED_FROM_BYTES) return Buffer.concat([Buffer.from(`${PLAIN}${counted}:`), json]);
  return Buffer.concat([Buffer.from(`${COMPRESSED}${counted}:`), await compressText(json)]);
}
