import type { CallableTool, ToolDeclaration } from '#protocol';
import { toFieldPath } from '../field-path.js';
import { refuse } from '../refusal.js';
import type { AskedTool, AskedToolChoice, ToolReference } from './asked-tools.js';

/** What the model is shown of the tools, and what it may do with them. */
export interface OfferedTools {
  shown: readonly ToolDeclaration[];
  callable: readonly CallableTool[];
  mustCall: boolean;
  /** Names of those whose calls are shown to the client as calls of custom tools. */
  customToolNames: ReadonlySet<string>;
}

/**
 * Which tools a request offers. `none` shows the model no tool at all; a choice among them shows all, so that the prompt
 * stays the same from turn to turn, and narrows only what may be called. Throws `ServingError` for a choice of what is
 * not declared.
 */
export function readTools(tools: readonly AskedTool[], choice: AskedToolChoice): OfferedTools {
  if (choice === 'none') return { shown: [], callable: [], mustCall: false, customToolNames: new Set() };
  if (choice !== 'auto' && tools.length === 0) {
    throw refuse('invalid_value', ['tool_choice'], "only allowed when 'tools' are given.");
  }
  const allowed = typeof choice === 'string' ? null : choice.allowed;
  allowed?.forEach((reference) => checkDeclared(tools, reference));
  const isAllowed = (tool: AskedTool): boolean => allowed?.some((reference) => isSame(tool, reference)) ?? true;
  return {
    shown: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    callable: tools.flatMap((tool, index) => (isAllowed(tool) ? [toCallable(tool, index)] : [])),
    mustCall: typeof choice === 'string' ? choice === 'required' : choice.mustCall,
    customToolNames: new Set(tools.filter(({ type }) => type === 'custom').map(({ name }) => name)),
  };
}

function checkDeclared(tools: readonly AskedTool[], reference: ToolReference): void {
  if (tools.some((tool) => isSame(tool, reference))) return;
  throw refuse('invalid_value', ['tool_choice', ...reference.path], "no tool in 'tools' has this name.");
}

function isSame(tool: AskedTool, { type, name }: ToolReference): boolean {
  return tool.type === type && tool.name === name;
}

function toCallable({ name, parameters, isStrict, parametersPath, place }: AskedTool, index: number): CallableTool {
  if (parameters === null) return { name, parameters };
  const param = toFieldPath(['tools', place ?? index, ...parametersPath]);
  return { name, parameters: { schema: parameters, isStrict, param } };
}
