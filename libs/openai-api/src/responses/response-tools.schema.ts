import { z } from 'zod';
import type { AskedTool } from '../requests/asked-tools.js';
import { isExpression, toCustomParameters, toWholePattern } from '../requests/custom-tool.js';
import { harmlessName } from '../requests/harmless-name.js';
import { because, jsonObject, listOf } from '../schema-parts.js';
import { toQualifiedName } from './qualified-name.js';

/*
 * `tools` of the Responses API are flat: what chat has within `function` or `custom` stands beside `type`.
 *
 * Tools that OpenAI runs itself do not exist here. Agents declare some of them with every request, whatever the model:
 * those are left out, the model is never shown them, and the `tools` of the response tell which ones are in effect. All
 * others are refused: whoever names a vector store or an MCP server counts on it.
 */

const LEFT_OUT = [
  'web_search',
  'web_search_2025_08_26',
  'web_search_preview',
  'web_search_preview_2025_03_11',
  'local_shell',
  'image_generation',
  'tool_search',
] as const;

/** OpenAI's own dialect is Rust's; what the two do not share cannot be bound. */
const NOT_AN_EXPRESSION =
  'expected a regular expression as JavaScript writes it, without flags such as (?i) and without (?P<name>).';

const functionTool = z
  .object({
    type: z.literal('function'),
    name: harmlessName,
    description: z.string().nullish(),
    parameters: jsonObject.nullish(),
    strict: z.boolean().nullish(),
  })
  .transform(({ type, name, description, parameters, strict }): AskedTool => ({
    type,
    name,
    description: description ?? '',
    parameters: parameters ?? null,
    isStrict: strict ?? false,
    parametersPath: ['parameters'],
  }));

const customFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z
    .object({ type: z.literal('grammar'), syntax: z.enum(['regex', 'lark']), definition: z.string().min(1) })
    .refine(({ syntax, definition }) => syntax === 'lark' || isExpression(definition), {
      ...because('invalid_value', NOT_AN_EXPRESSION),
      path: ['definition'],
    }),
]);

export type CustomFormat = z.output<typeof customFormat>;

/** A custom tool, and how its input was asked to be. `description` is what the model is told, `ownDescription` what the client said. */
export interface AskedCustomTool extends AskedTool {
  type: 'custom';
  ownDescription: string;
  format: CustomFormat;
}

/**
 * Nothing can be bound to a Lark grammar here. Codex declares its way of editing files with one, whatever the model, and the
 * model does follow it: so it is shown the grammar, as it would be by OpenAI.
 */
function withGrammar(description: string, format: CustomFormat): string {
  if (format.type !== 'grammar' || format.syntax !== 'lark') return description;
  const grammar = `The input must follow this Lark grammar:\n${format.definition}`;
  return description === '' ? grammar : `${description}\n\n${grammar}`;
}

const customTool = z
  .object({
    type: z.literal('custom'),
    name: harmlessName,
    description: z.string().nullish(),
    format: customFormat.nullish(),
  })
  .transform(({ type, name, description, format: asked }): AskedCustomTool => {
    const format = asked ?? { type: 'text' };
    const regex = format.type === 'grammar' && format.syntax === 'regex' ? format.definition : null;
    return {
      type,
      name,
      description: withGrammar(description ?? '', format),
      ownDescription: description ?? '',
      parameters: toCustomParameters(regex === null ? null : toWholePattern(regex)),
      isStrict: regex !== null,
      parametersPath: regex === null ? ['format'] : ['format', 'definition'],
      format,
    };
  });

const MOST_TOOLS = 128;

/** The group of tools to which a tool belongs, and its own name in it: the client knows its call by both. */
interface Namespace {
  name: string;
  description: string;
  toolName: string;
}

export type ResponseTool = (AskedTool | AskedCustomTool) & { namespace?: Namespace };

/** The model is shown its tools among the others, each with the name of the namespace in front of its own. */
const namespaceTools = z
  .object({
    type: z.literal('namespace'),
    name: harmlessName,
    description: z.string().nullish(),
    tools: listOf(z.discriminatedUnion('type', [functionTool, customTool]), { max: MOST_TOOLS }),
  })
  .transform(({ name, description, tools }): ResponseTool[] =>
    tools.map((tool, index) => ({
      ...tool,
      name: toQualifiedName({ name: tool.name, namespace: name }),
      parametersPath: ['tools', index, ...tool.parametersPath],
      namespace: { name, description: description ?? '', toolName: tool.name },
    })),
  );

const leftOutTool = z.object({ type: z.enum(LEFT_OUT) }).transform((): ResponseTool[] => []);

const NOT_RUN_HERE = because(
  'unsupported_value',
  "only tools that the client runs itself are supported, 'function', 'custom' and 'namespace'.",
);
const KNOWN: readonly string[] = ['function', 'custom', 'namespace', ...LEFT_OUT];

function isKnown(tool: unknown): boolean {
  if (typeof tool !== 'object' || tool === null || !('type' in tool)) return true;
  return typeof tool.type !== 'string' || KNOWN.includes(tool.type);
}

const anyTool = z
  .unknown()
  .refine(isKnown, { ...NOT_RUN_HERE, path: ['type'] })
  .pipe(z.discriminatedUnion('type', [functionTool, customTool, namespaceTools, leftOutTool]))
  .transform((tool): ResponseTool[] => (Array.isArray(tool) ? tool : [tool]));

/** `tools`: at most 128, each name once; those that are left out are gone, the others know their place. */
export const responseToolsSchema = listOf(anyTool, { max: MOST_TOOLS })
  .transform((tools) => tools.flatMap((those, place) => those.map((tool): ResponseTool => ({ ...tool, place }))))
  .superRefine((tools, context) => {
    if (tools.length > MOST_TOOLS) {
      const message = `expected at most ${MOST_TOOLS} tools, those in namespaces included, but got ${tools.length} instead.`;
      return context.addIssue({ code: 'custom', path: [], message });
    }
    const names = tools.map(({ name }) => name);
    const repeated = tools.find(({ name }, at) => names.indexOf(name) < at);
    if (repeated?.place === undefined) return;
    context.addIssue({
      code: 'custom',
      path: [repeated.place, 'name'],
      message: 'another tool has this name already.',
    });
  });
