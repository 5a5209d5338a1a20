import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Whether this pid is a living process whose command line holds `mark`: pids are given out again, so a recorded pid
 * alone proves nothing. A process that has ended and was not waited for has no command line.
 */
export function isOwnProcess(pid, mark) {
  return commandLineOf(pid).includes(mark);
}

function commandLineOf(pid) {
  // Systems without /proc, as macOS, have `ps`.
  if (!existsSync('/proc/self')) return spawnSync('ps', ['-o', 'command=', '-p', String(pid)]).stdout?.toString() ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
