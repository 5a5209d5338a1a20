import { z } from 'zod';
import type { AskedToolChoice, ToolReference } from '../requests/asked-tools.js';
import { listOf } from '../schema-parts.js';

const named = z.object({ name: z.string() });
const namedFunction = z
  .object({ type: z.literal('function'), function: named })
  .transform(({ type, function: { name } }): ToolReference => ({ type, name, path: [type, 'name'] }));
const namedCustomTool = z
  .object({ type: z.literal('custom'), custom: named })
  .transform(({ type, custom: { name } }): ToolReference => ({ type, name, path: [type, 'name'] }));

/** The Responses API writes `{type, name}` where this one writes `{type, function: {name}}`; clients mix them up. */
function unflattened(choice: unknown): unknown {
  if (typeof choice !== 'object' || choice === null || !('type' in choice) || !('name' in choice)) return choice;
  const { type, name } = choice;
  return (type === 'function' || type === 'custom') && !(type in choice) ? { ...choice, [type]: { name } } : choice;
}

const MOST_ALLOWED = 128;
const allowedTools = z
  .object({
    type: z.literal('allowed_tools'),
    allowed_tools: z.object({
      mode: z.enum(['auto', 'required']),
      tools: listOf(z.preprocess(unflattened, z.discriminatedUnion('type', [namedFunction, namedCustomTool])), {
        min: 1,
        max: MOST_ALLOWED,
      }),
    }),
  })
  .transform(({ allowed_tools: { mode, tools } }) => ({
    allowed: tools.map((tool, index) => ({ ...tool, path: ['allowed_tools', 'tools', index, ...tool.path] })),
    mustCall: mode === 'required',
  }));

/** `tool_choice` as chat clients write it. */
export const toolChoiceSchema = z.union([
  z.string().pipe(z.enum(['none', 'auto', 'required'])),
  z.preprocess(
    unflattened,
    z
      .discriminatedUnion('type', [namedFunction, namedCustomTool, allowedTools])
      .transform((choice): AskedToolChoice => ('name' in choice ? { allowed: [choice], mustCall: true } : choice)),
  ),
]);
