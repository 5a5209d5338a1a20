import { z } from 'zod';
import type { AskedFormat } from '../chat-completions/response-format.schema.js';
import { harmlessName } from '../requests/harmless-name.js';
import { jsonObject } from '../schema-parts.js';
import type { EchoedFormat, EchoedText } from './response-echo.js';

/** The AI SDK writes a `json_schema` of nothing when any JSON will do. */
function withSchema(format: unknown): unknown {
  if (typeof format !== 'object' || format === null || !('type' in format)) return format;
  const isBare = format.type === 'json_schema' && !('schema' in format) && !('name' in format);
  return isBare ? { ...format, type: 'json_object' } : format;
}

const textFormat = z.preprocess(
  withSchema,
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('json_object') }),
    z.object({
      type: z.literal('json_schema'),
      name: harmlessName,
      description: z.string().nullish(),
      schema: jsonObject,
      strict: z.boolean().nullish(),
    }),
  ]),
);

type TextFormat = z.output<typeof textFormat>;

/** `text`. Unlike OpenAI's, `json_object` needs no word of JSON in the input; `verbosity` has no effect. */
export const textSchema = z.object({
  format: textFormat.nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
});

export type AskedText = z.output<typeof textSchema>;

export function readTextFormat(format: TextFormat): AskedFormat {
  switch (format.type) {
    case 'text':
      return { shown: [], answerSchema: null };
    case 'json_object':
      return { shown: [], answerSchema: { schema: { type: 'object' }, isStrict: true, param: 'text.format' } };
    case 'json_schema': {
      const { name, description, schema, strict } = format;
      return {
        shown: [{ name, description: description ?? '', schema }],
        answerSchema: { schema, isStrict: strict ?? false, param: 'text.format.schema' },
      };
    }
  }
}

/** `text` as a response repeats it. */
export function echoText({ format, verbosity }: AskedText): EchoedText {
  return { format: echoFormat(format ?? { type: 'text' }), verbosity: verbosity ?? 'medium' };
}

function echoFormat(format: TextFormat): EchoedFormat {
  if (format.type !== 'json_schema') return { type: format.type };
  const { type, name, description, schema, strict } = format;
  return { type, name, ...(description ? { description } : {}), schema, strict: strict ?? false };
}
