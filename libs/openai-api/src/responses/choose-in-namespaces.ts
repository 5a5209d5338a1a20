import type { AskedToolChoice, ToolReference } from '../requests/asked-tools.js';
import type { ResponseTool } from './response-tools.schema.js';

/** A choice by the names under which the model knows the tools: clients name one in a namespace as it is named there. */
export function chooseInNamespaces(choice: AskedToolChoice, tools: readonly ResponseTool[]): AskedToolChoice {
  if (typeof choice === 'string') return choice;
  return { ...choice, allowed: choice.allowed.flatMap((reference) => known(reference, tools)) };
}

function known(reference: ToolReference, tools: readonly ResponseTool[]): ToolReference[] {
  const ofType = tools.filter(({ type }) => type === reference.type);
  if (ofType.some(({ name }) => name === reference.name)) return [reference];
  const within = ofType.filter(({ namespace }) => namespace?.toolName === reference.name);
  return within.length > 0 ? within.map(({ name }) => ({ ...reference, name })) : [reference];
}
