import { z } from 'zod';
import { jsonObject, listOf } from '../schema-parts.js';
import { toolName } from './message-content.schema.js';

/** A tool of the client's, of which it tells how it is called. */
const clientTool = z
  .object({
    name: toolName,
    description: z.string().nullish(),
    input_schema: jsonObject,
    strict: z.boolean().nullish(),
  })
  .transform(({ name, description, input_schema: parameters, strict }) => ({
    kind: 'client' as const,
    name,
    description: description ?? '',
    parameters,
    isStrict: strict ?? false,
  }));

/** Types of Anthropic's that may stand without the date of their version. */
const ANTHROPIC_TYPE = /_\d{8}$|^(mcp_toolset|tool_search_tool_(bm25|regex))$/;

/** One that Anthropic runs, or that its models know by heart, such as `web_search_20250305` and `bash_20250124`. */
const anthropicTool = z
  .object({ type: z.string().regex(ANTHROPIC_TYPE), name: z.string().nullish() })
  .transform(({ type, name }) => ({ kind: 'anthropic' as const, type, name: name ?? '' }));

const MOST_TOOLS = 1_024;

/** `tools`: each name once. */
export const messageToolsSchema = listOf(z.union([clientTool, anthropicTool]), { max: MOST_TOOLS }).superRefine(
  (tools, context) => {
    const names = tools.map(({ name }) => name);
    const index = names.findIndex((name, at) => name !== '' && names.indexOf(name) < at);
    if (index < 0) return;
    context.addIssue({ code: 'custom', path: [index, 'name'], message: 'another tool has this name already.' });
  },
);

const parallel = { disable_parallel_tool_use: z.boolean().nullish() };

/** The model calls one tool at a time anyway. */
export const messageToolChoiceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auto'), ...parallel }),
  z.object({ type: z.literal('any'), ...parallel }),
  z.object({ type: z.literal('tool'), name: z.string(), ...parallel }),
  z.object({ type: z.literal('none') }),
]);

export type MessageTool = z.output<typeof messageToolsSchema>[number];
export type MessageToolChoice = z.output<typeof messageToolChoiceSchema>;
