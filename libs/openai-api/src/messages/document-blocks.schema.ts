import { z } from 'zod';
import { joined } from '../requests/joined.js';
import { leftOut } from '../requests/text-of-file.js';

const MEDIA_TYPES = ['image', 'document', 'container_upload', 'audio', 'video', 'file'] as const;

const textSource = z.object({ type: z.literal('text'), data: z.string() });

/** Whether a block could be shown to the model: it is no medium, or a document of nothing but text. */
export function isTextOnly(block: unknown): boolean {
  if (typeof block !== 'object' || block === null || !('type' in block)) return true;
  if (!MEDIA_TYPES.some((type) => type === block.type)) return true;
  return block.type === 'document' && 'source' in block && textSource.safeParse(block.source).success;
}

/** A document of text is read like any other words. */
export const textDocument = z
  .object({ type: z.literal('document'), title: z.string().nullish(), source: textSource })
  .transform(({ title, source }) => ({ type: 'text' as const, text: joined([title ?? '', source.data]) }));

/** A medium that a tool gave back: the text of a document, or a few words in its place. */
export const medium = z
  .object({ type: z.enum(MEDIA_TYPES), title: z.string().nullish(), source: z.unknown().optional() })
  .transform(({ type, title, source }) => {
    const text = textSource.safeParse(source).data?.data;
    const kind = type === 'container_upload' ? 'file' : type;
    return { type: 'text' as const, text: joined([title ?? '', text ?? leftOut(kind)]) };
  });
