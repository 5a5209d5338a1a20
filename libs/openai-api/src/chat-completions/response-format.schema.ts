import type { BindingSchema, ResponseFormat } from '#protocol';
import { z } from 'zod';
import { jsonObject } from '../schema-parts.js';
import { harmlessName } from '../requests/harmless-name.js';

const jsonSchema = z.object({
  name: harmlessName,
  description: z.string().nullish(),
  schema: jsonObject,
  strict: z.boolean().nullish(),
});

/** `response_format`. Unlike OpenAI's, `json_object` needs no word of JSON in the messages. */
export const responseFormatSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({ type: z.literal('json_schema'), json_schema: jsonSchema }),
]);

/** What the model is shown of the format, and what the answer is bound to. */
export interface AskedFormat {
  shown: readonly ResponseFormat[];
  answerSchema: BindingSchema | null;
}

export function readResponseFormat(format: z.output<typeof responseFormatSchema>): AskedFormat {
  switch (format.type) {
    case 'text':
      return { shown: [], answerSchema: null };
    case 'json_object':
      return { shown: [], answerSchema: { schema: { type: 'object' }, isStrict: true, param: 'response_format' } };
    case 'json_schema': {
      const { name, description, schema, strict } = format.json_schema;
      const param = 'response_format.json_schema.schema';
      return {
        shown: [{ name, description: description ?? '', schema }],
        answerSchema: { schema, isStrict: strict ?? false, param },
      };
    }
  }
}
