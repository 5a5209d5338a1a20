import { z } from 'zod';
import { because, jsonObject, listOf } from '../schema-parts.js';
import { functionType, harmlessName } from './chat-message.schema.js';

const tool = z.object({
  type: functionType,
  function: z.object({
    name: harmlessName,
    description: z.string().nullish(),
    parameters: jsonObject.nullish(),
    strict: z.boolean().nullish(),
  }),
});

/** `tools`: at most 128 functions, each name once. */
export const toolsSchema = listOf(tool, { max: 128 }).superRefine((tools, context) => {
  const index = tools.findIndex(({ function: { name } }, at) =>
    tools.slice(0, at).some((earlier) => earlier.function.name === name),
  );
  if (index >= 0) {
    const path = [index, 'function', 'name'];
    context.addIssue({ code: 'custom', path, message: 'another tool has this name already.' });
  }
});

const FORCED = ['function', 'custom', 'allowed_tools'];
const LATER = "only 'none' and 'auto' are supported; calls cannot be forced.";

/** `tool_choice`: whether tools are offered. Forcing a call needs a grammar and is refused until there is one. */
export const toolChoiceSchema = z.union([
  z
    .string()
    .refine((choice) => choice !== 'required', because('unsupported_value', LATER))
    .pipe(z.enum(['none', 'auto'])),
  jsonObject
    .refine(
      ({ type }) => typeof type === 'string' && FORCED.includes(type),
      because('invalid_value', "expected a 'function', 'custom' or 'allowed_tools' choice."),
    )
    .refine(() => false, because('unsupported_value', LATER))
    .transform((): never => z.NEVER),
]);
