import { z } from 'zod';
import { because, jsonObject, listOf } from '../schema-parts.js';
import { harmlessName } from '../requests/harmless-name.js';
import type { AskedTool } from '../requests/asked-tools.js';
import { isExpression, toCustomParameters, toWholePattern } from '../requests/custom-tool.js';

/** OpenAI's own dialect is Rust's; what the two do not share cannot be bound. */
const NOT_AN_EXPRESSION =
  'expected a regular expression as JavaScript writes it, without flags such as (?i) and without (?P<name>).';

const functionTool = z
  .object({
    type: z.literal('function'),
    function: z.object({
      name: harmlessName,
      description: z.string().nullish(),
      parameters: jsonObject.nullish(),
      strict: z.boolean().nullish(),
    }),
  })
  .transform(({ type, function: { name, description, parameters, strict } }): AskedTool => {
    const isStrict = strict ?? false;
    const parametersPath = ['function', 'parameters'];
    return { type, name, description: description ?? '', parameters: parameters ?? null, isStrict, parametersPath };
  });

const grammar = z.object({
  syntax: z
    .string()
    .refine((syntax) => syntax !== 'lark', because('unsupported_value', "only 'regex' is supported."))
    .pipe(z.literal('regex')),
  definition: z.string().min(1).refine(isExpression, because('invalid_value', NOT_AN_EXPRESSION)),
});

const customFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('grammar'), grammar }),
]);

const customTool = z
  .object({
    type: z.literal('custom'),
    custom: z.object({ name: harmlessName, description: z.string().nullish(), format: customFormat.nullish() }),
  })
  .transform(({ type, custom: { name, description, format } }): AskedTool => {
    const regex = format?.type === 'grammar' ? format.grammar.definition : null;
    return {
      type,
      name,
      description: description ?? '',
      parameters: toCustomParameters(regex === null ? null : toWholePattern(regex)),
      isStrict: regex !== null,
      parametersPath: regex === null ? ['custom', 'format'] : ['custom', 'format', 'grammar', 'definition'],
    };
  });

const MOST_TOOLS = 128;

/** `tools`: at most 128 functions and custom tools, each name once. */
export const toolsSchema = listOf(z.discriminatedUnion('type', [functionTool, customTool]), {
  max: MOST_TOOLS,
}).superRefine((tools, context) => {
  const names = tools.map(({ name }) => name);
  const index = names.findIndex((name, at) => names.indexOf(name) < at);
  const repeated = tools[index];
  if (!repeated) return;
  const path = [index, repeated.type, 'name'];
  context.addIssue({ code: 'custom', path, message: 'another tool has this name already.' });
});
