import { z } from 'zod';
import { joined } from '../requests/joined.js';
import { leftOut, textOfDataUrl } from '../requests/text-of-file.js';
import { because, listOf } from '../schema-parts.js';
import type { InputTextPart, OutputMessage } from './response-item.js';

const MEDIA_TYPES = ['input_image', 'input_file', 'input_audio', 'computer_screenshot'] as const;
const isMediaType = (type: unknown): boolean => MEDIA_TYPES.some((media) => media === type);

function isTextOnly(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || !('type' in part) || !isMediaType(part.type)) return true;
  return part.type === 'input_file' && 'file_data' in part && textOfDataUrl(part.file_data) !== null;
}

function textOnly<Schema extends z.ZodType>(part: Schema) {
  return z
    .unknown()
    .refine(isTextOnly, because('unsupported_content', 'the model reads and writes text only.'))
    .pipe(part);
}

/** Some clients write the parts of one side on the other. */
const anyText = z.object({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() });
const inputText = anyText.transform(({ text }) => toInputText(text));

/** Of files only those of text get here: those are read like any other words. */
const textFile = z
  .object({ type: z.literal('input_file'), filename: z.string().nullish(), file_data: z.string() })
  .transform(({ filename, file_data: url }) => toInputText(joined([filename ?? '', textOfDataUrl(url) ?? ''])));

/** What a tool gave back stays in the history of a client for good: what cannot be read of it must not end the conversation. */
const medium = z
  .object({ type: z.enum(MEDIA_TYPES), filename: z.string().nullish(), file_data: z.string().nullish() })
  .transform(({ type, filename, file_data: url }) => {
    const kind = type === 'computer_screenshot' ? 'image' : type.slice('input_'.length);
    return toInputText(joined([filename ?? '', textOfDataUrl(url) ?? leftOut(kind)]));
  });

const outputPart = textOnly(
  z.discriminatedUnion('type', [
    anyText.transform(({ text }) => toOutputText(text)),
    z.object({ type: z.literal('refusal'), refusal: z.string() }),
  ]),
);

function toInputText(text: string): InputTextPart {
  return { type: 'input_text', text };
}

function toOutputText(text: string): OutputMessage['content'][number] {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

/** What users and developers say: a text, or parts. */
export const inputContent = z.union([
  z.string().transform((text) => [toInputText(text)]),
  listOf(textOnly(z.discriminatedUnion('type', [inputText, textFile]))),
]);

/** What the assistant said. */
export const outputContent = z.union([z.string().transform((text) => [toOutputText(text)]), listOf(outputPart)]);

/** What a tool gave back; media become a few words about them. */
export const toolOutput = z.union([z.string(), listOf(z.discriminatedUnion('type', [inputText, medium]))]);
