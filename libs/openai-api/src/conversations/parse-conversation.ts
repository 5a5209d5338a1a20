import type { JsonObject } from '#protocol';
import { z } from 'zod';
import { parseBody } from '../parse-body.js';
import { metadataSchema } from '../requests/metadata.schema.js';
import { inputItems } from '../responses/input-item.schema.js';
import type { AskedItem, ItemReference } from '../responses/response-item.js';

const MOST_ITEMS_AT_ONCE = 20;

/** What may be put into a conversation: an item, or the id of one that is stored. */
export type NewItem = AskedItem | ItemReference;

/** The body of `POST /v1/conversations`. */
export const newConversationSchema = z
  .object({
    items: inputItems({ max: MOST_ITEMS_AT_ONCE }).nullish(),
    metadata: metadataSchema.nullish(),
  })
  .nullish();

/** The body of `POST /v1/conversations/{id}`. */
export const conversationUpdateSchema = z.object({ metadata: metadataSchema.nullable() });
/** The body of `POST /v1/conversations/{id}/items`. */
export const newItemsSchema = z.object({ items: inputItems({ min: 1, max: MOST_ITEMS_AT_ONCE }) });

/** Reads the body of `POST /v1/conversations`, which may be missing. Throws a `ServingError` naming the field at fault, as all of these do. */
export function parseNewConversation(body: unknown): { metadata: JsonObject; items: readonly NewItem[] } {
  const asked = parseBody(newConversationSchema, body);
  return { metadata: { ...asked?.metadata }, items: asked?.items ?? [] };
}

/** Reads the body of `POST /v1/conversations/{id}`: the metadata that take the place of all before. */
export function parseConversationUpdate(body: unknown): JsonObject {
  return { ...parseBody(conversationUpdateSchema, body).metadata };
}

/** Reads the body of `POST /v1/conversations/{id}/items`. */
export function parseNewItems(body: unknown): readonly NewItem[] {
  return parseBody(newItemsSchema, body).items;
}
