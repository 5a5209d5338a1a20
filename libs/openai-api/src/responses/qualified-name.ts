/** What the model calls a tool: two namespaces may each have one of the same name. Both names must be harmless. */
export function toQualifiedName({ name, namespace }: { name: string; namespace?: string | undefined }): string {
  return namespace === undefined ? name : `${namespace}__${name}`;
}
