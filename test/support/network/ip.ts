import { execFile } from 'node:child_process';

/** Runs `ip` commands, one a line, in a namespace or, without one, on this machine. Rejects with what `ip` says of the first that fails. */
export async function runIp(namespace: string | null, commands: readonly string[]): Promise<void> {
  const where = namespace === null ? [] : ['-netns', namespace];
  await ip([...where, '-batch', '-'], commands.join('\n'));
}

/** The names of all network namespaces that have one. */
export async function listNamespaces(): Promise<string[]> {
  const text = await ip(['netns', 'list']);
  // After the name comes an id in brackets.
  return text.split('\n').flatMap((line) => line.split(' ', 1).filter(Boolean));
}

export async function addNamespace(name: string): Promise<void> {
  await ip(['netns', 'add', name]);
}

/** Ends the namespace with every link into it, as soon as the last process in it has ended. */
export async function deleteNamespace(name: string): Promise<void> {
  await ip(['netns', 'delete', name]);
}

/** The pids of the processes that run in the namespace. */
export async function listProcesses(name: string): Promise<number[]> {
  const text = await ip(['netns', 'pids', name]);
  return text.split('\n').filter(Boolean).map(Number);
}

function ip(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('ip', args, (error, stdout, stderr) => {
      if (error) reject(new Error(`ip ${args.join(' ')}: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
    // It may have ended before it has read anything; how it ended is told above.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
