import type { RecoveryFamily } from './recovery-family.js';

export interface ResolvedTool {
  name: string;
  recoveries: readonly RecoveryFamily[];
}

const NAMESPACE = 'functions.';

/** The declared tool that `recipient` means, or `null`. */
export function resolveTool(recipient: string, toolNames: ReadonlySet<string>): ResolvedTool | null {
  const hasNamespace = recipient.startsWith(NAMESPACE);
  const name = hasNamespace ? recipient.slice(NAMESPACE.length) : recipient;
  const recoveries: RecoveryFamily[] = hasNamespace ? [] : ['bare-tool-name'];
  if (toolNames.has(name)) return { name, recoveries };
  const shorter = name.replace(/json$/, '');
  return toolNames.has(shorter) ? { name: shorter, recoveries: [...recoveries, 'json-glued-to-name'] } : null;
}

/** Whether a role is the full name of a tool, as in the header of a tool's result. */
export function isToolRole(role: string): boolean {
  return role.startsWith(NAMESPACE);
}
