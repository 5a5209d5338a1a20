import { z } from 'zod';
import { joined } from '../requests/joined.js';
import { leftOut, textOfDataUrl } from '../requests/text-of-file.js';

const MEDIA_TYPES = ['image_url', 'input_audio', 'file'] as const;
const KINDS = { image_url: 'image', input_audio: 'audio', file: 'file' };

const file = z.object({ filename: z.string().nullish(), file_data: z.string() });

/** Whether a part could be shown to the model: it is no medium, or a file of nothing but text. */
export function isTextOnly(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || !('type' in part)) return true;
  if (!MEDIA_TYPES.some((type) => type === part.type)) return true;
  return part.type === 'file' && 'file' in part && textOfFile(part.file) !== null;
}

function textOfFile(value: unknown): string | null {
  const { data } = file.safeParse(value);
  const text = textOfDataUrl(data?.file_data);
  return text === null ? null : joined([data?.filename ?? '', text]);
}

/** Of files only those of text get here: those are read like any other words. */
export const textFile = z
  .object({ type: z.literal('file'), file })
  .transform((part) => ({ type: 'text' as const, text: textOfFile(part.file) ?? '' }));

/** A medium that a tool gave back: the text of a file, or a few words in its place. */
export const medium = z
  .object({ type: z.enum(MEDIA_TYPES), file: z.unknown().optional() })
  .transform((part) => ({ type: 'text' as const, text: textOfFile(part.file) ?? leftOut(KINDS[part.type]) }));
