import { toFieldPath } from '../field-path.js';
import { refuse } from '../refusal.js';
import type { AskedTool, AskedToolChoice } from '../requests/asked-tools.js';
import { readTools, type OfferedTools } from '../requests/read-tools.js';
import type { MessageTool, MessageToolChoice } from './message-tools.schema.js';

const UNKNOWN_HERE = 'is run or known by Anthropic only; here a tool needs an input_schema.';

/**
 * Which tools a request offers. Those of Anthropic itself are left out beside others, so that agents which always send
 * them are served; a request for nothing else is refused, as it would only be answered without what it is for.
 */
export function offerTools(tools: readonly MessageTool[], choice: MessageToolChoice): OfferedTools {
  const own = tools.flatMap((tool): AskedTool[] =>
    tool.kind === 'client' ? [{ ...tool, type: 'function', parametersPath: ['input_schema'] }] : [],
  );
  requireOwn(tools, choice, own.length > 0);
  const offered = readTools(own, toAskedChoice(choice));
  const callable = offered.callable.map((tool) => {
    if (tool.parameters === null) return tool;
    const index = tools.findIndex(({ name }) => name === tool.name);
    const param = toFieldPath(['tools', index, 'input_schema']);
    return { ...tool, parameters: { ...tool.parameters, param } };
  });
  return { ...offered, callable };
}

function requireOwn(tools: readonly MessageTool[], choice: MessageToolChoice, hasOwn: boolean): void {
  if (choice.type === 'none') return;
  const index = tools.findIndex(({ kind }) => kind === 'anthropic');
  const foreign = tools[index];
  if (foreign?.kind === 'anthropic' && !hasOwn) {
    throw refuse('unsupported_value', ['tools', index, 'type'], `'${foreign.type}' ${UNKNOWN_HERE}`);
  }
  const isForced = ({ kind, name }: MessageTool): boolean =>
    kind === 'anthropic' && choice.type === 'tool' && name === choice.name;
  if (tools.some(isForced)) throw refuse('unsupported_value', ['tool_choice', 'name'], `this tool ${UNKNOWN_HERE}`);
}

function toAskedChoice(choice: MessageToolChoice): AskedToolChoice {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return choice.type;
    case 'any':
      return 'required';
    case 'tool':
      return { allowed: [{ type: 'function', name: choice.name, path: ['name'] }], mustCall: true };
  }
}
