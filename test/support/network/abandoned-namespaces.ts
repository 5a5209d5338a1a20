import { parseNamespaceName } from './address-block.js';
import { deleteNamespace, listNamespaces, listProcesses } from './ip.js';

/** Removes what test runs left that were killed, with the processes inside; the names of the namespaces of all others. */
export async function removeAbandonedNamespaces(): Promise<string[]> {
  const names = await listNamespaces();
  const abandoned = names.filter((name) => {
    const owner = parseNamespaceName(name);
    return owner !== null && !isRunning(owner.pid);
  });
  // Another run may be doing the same.
  for (const name of abandoned) await abandon(name).catch(() => undefined);
  return names.filter((name) => !abandoned.includes(name));
}

async function abandon(name: string): Promise<void> {
  for (const pid of await listProcesses(name)) process.kill(pid, 'SIGKILL');
  await deleteNamespace(name);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
