import { parseNamespaceName } from './address-block.js';
import { deleteNamespace, listNamespaces } from './ip.js';

/** Removes the namespaces of test runs that were killed before they could; the names of those that are left. */
export async function removeAbandonedNamespaces(): Promise<string[]> {
  const names = await listNamespaces();
  const abandoned = names.filter((name) => {
    const owner = parseNamespaceName(name);
    return owner !== null && !isRunning(owner.pid);
  });
  // Another run may be doing the same.
  for (const name of abandoned) await deleteNamespace(name).catch(() => undefined);
  return names.filter((name) => !abandoned.includes(name));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
