import type { CallableTool, ToolDeclaration } from '#protocol';
import { toFieldPath } from '../field-path.js';
import { refuse } from '../refusal.js';
import type { ChatTool } from './chat-tools.schema.js';
import type { ToolChoice, ToolReference } from './tool-choice.schema.js';

/** What the model is shown of the tools, and what it may do with them. */
export interface OfferedTools {
  shown: readonly ToolDeclaration[];
  callable: readonly CallableTool[];
  mustCall: boolean;
  /** Names of those whose calls are shown to the client as calls of custom tools. */
  customToolNames: ReadonlySet<string>;
}

/** What a choice leaves of the tools. */
interface Narrowing {
  allows: (tool: ChatTool) => boolean;
  mustCall: boolean;
}

/**
 * Which tools a request offers. `none` shows the model no tool at all; a choice among them shows all, so that the prompt
 * stays the same from turn to turn, and narrows only what may be called. Throws `ServingError` for a choice of what is
 * not declared.
 */
export function readTools(tools: readonly ChatTool[], choice: ToolChoice): OfferedTools {
  if (choice === 'none') return { shown: [], callable: [], mustCall: false, customToolNames: new Set() };
  if (choice !== 'auto' && tools.length === 0) {
    throw refuse('invalid_value', ['tool_choice'], "only allowed when 'tools' are given.");
  }
  const { allows, mustCall } = narrow(tools, choice);
  return {
    shown: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    callable: tools.flatMap((tool, index) => (allows(tool) ? [toCallable(tool, index)] : [])),
    mustCall,
    customToolNames: new Set(tools.filter(({ type }) => type === 'custom').map(({ name }) => name)),
  };
}

function narrow(tools: readonly ChatTool[], choice: Exclude<ToolChoice, 'none'>): Narrowing {
  if (typeof choice === 'string') return { allows: () => true, mustCall: choice === 'required' };
  if (choice.type !== 'allowed_tools') {
    checkDeclared(tools, choice, []);
    return { allows: (tool) => isSame(tool, choice), mustCall: true };
  }
  const { mode, tools: allowed } = choice.allowed_tools;
  allowed.forEach((reference, index) => checkDeclared(tools, reference, ['allowed_tools', 'tools', index]));
  return { allows: (tool) => allowed.some((reference) => isSame(tool, reference)), mustCall: mode === 'required' };
}

function checkDeclared(tools: readonly ChatTool[], reference: ToolReference, path: readonly PropertyKey[]): void {
  if (tools.some((tool) => isSame(tool, reference))) return;
  throw refuse('invalid_value', ['tool_choice', ...path, reference.type, 'name'], "no tool in 'tools' has this name.");
}

function isSame(tool: ChatTool, { type, name }: ToolReference): boolean {
  return tool.type === type && tool.name === name;
}

function toCallable({ name, parameters, isStrict, parametersPath }: ChatTool, index: number): CallableTool {
  if (parameters === null) return { name, parameters };
  const param = toFieldPath(['tools', index, ...parametersPath]);
  return { name, parameters: { schema: parameters, isStrict, param } };
}
