import { z } from 'zod';
import type { AskedToolChoice, ToolReference } from '../requests/asked-tools.js';
import { because, listOf } from '../schema-parts.js';

const MOST_ALLOWED = 128;
const TYPES: readonly unknown[] = ['function', 'custom', 'allowed_tools'];

/** Chat writes `{type, function: {name}}` where this API writes `{type, name}`; clients mix them up. */
function flattened(choice: unknown): unknown {
  if (typeof choice !== 'object' || choice === null || !('type' in choice) || 'name' in choice) return choice;
  if (choice.type === 'function' && 'function' in choice) return { ...choice, name: nameIn(choice.function) };
  if (choice.type === 'custom' && 'custom' in choice) return { ...choice, name: nameIn(choice.custom) };
  return choice;
}

function nameIn(tool: unknown): unknown {
  return typeof tool === 'object' && tool !== null && 'name' in tool ? tool.name : undefined;
}

const HOSTED = because('unsupported_value', "only tools of the types 'function' and 'custom' can be chosen.");

/** OpenAI has a form for each of the tools that it runs itself. */
function isHosted(choice: unknown): boolean {
  return (
    typeof choice === 'object' &&
    choice !== null &&
    'type' in choice &&
    typeof choice.type === 'string' &&
    !TYPES.includes(choice.type)
  );
}

const toolReference = z
  .object({ type: z.enum(['function', 'custom']), name: z.string() })
  .transform(({ type, name }): ToolReference => ({ type, name, path: ['name'] }));

function notHosted<Schema extends z.ZodType>(schema: Schema) {
  const checked = z.unknown().refine((choice) => !isHosted(choice), { ...HOSTED, path: ['type'] });
  return z.preprocess(flattened, checked.pipe(schema));
}

const allowedTools = z
  .object({
    type: z.literal('allowed_tools'),
    mode: z.enum(['auto', 'required']),
    tools: listOf(notHosted(toolReference), { min: 1, max: MOST_ALLOWED }),
  })
  .transform(({ mode, tools }) => ({
    allowed: tools.map((tool, index) => ({ ...tool, path: ['tools', index, ...tool.path] })),
    mustCall: mode === 'required',
  }));

/** `tool_choice` as clients of the Responses API write it. */
export const responseToolChoiceSchema = z.union([
  z.string().pipe(z.enum(['none', 'auto', 'required'])),
  notHosted(z.discriminatedUnion('type', [toolReference, allowedTools])).transform((choice): AskedToolChoice =>
    'name' in choice ? { allowed: [choice], mustCall: true } : choice,
  ),
]);
