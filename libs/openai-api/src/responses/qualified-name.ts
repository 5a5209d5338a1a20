import type { EchoedTool } from './response-echo.js';

/** What the model calls a tool: two namespaces may each have one of the same name. Both names must be harmless. */
export function toQualifiedName({ name, namespace }: { name: string; namespace?: string | undefined }): string {
  return namespace === undefined ? name : `${namespace}__${name}`;
}

/** The two names of each tool in a namespace, by what the model calls it. */
export function namesInNamespaces(
  tools: readonly EchoedTool[],
): ReadonlyMap<string, { name: string; namespace: string }> {
  const names = tools.flatMap((tool) =>
    tool.type === 'namespace' ? tool.tools.map(({ name }) => ({ name, namespace: tool.name })) : [],
  );
  return new Map(names.map((both) => [toQualifiedName(both), both]));
}
