import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runLogged } from './run-command.mjs';

const INSTALL_LOG = '.harmonium/logs/apt-get.log';

export function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => isExecutable(join(directory, program)));
}

/** Programs that come from the system's packages: of which, if not of the same name, and what to do where none may be installed. */
const PROGRAMS = {
  'redis-server': { package: 'redis-server', instead: ', or set REDIS_URL to a Redis you have' },
  openssl: { package: 'openssl', instead: '' },
  ip: { package: 'iproute2', instead: '' },
};

/** How the package manager may be run: `[]` as root, `['sudo', '-n']` with it. Throws one sentence that says what to do. */
export function findRightToInstall(program) {
  const { package: name, instead } = PROGRAMS[program];
  if (!isOnPath('apt-get')) {
    throw new Error(`${program} is missing: install it with your package manager${instead}.`);
  }
  if (process.getuid?.() === 0) return [];
  if (isOnPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n'];
  throw new Error(`${program} is missing: run "sudo apt-get install ${name}"${instead}.`);
}

/** Installs the program. Debian's redis-server may start one by itself on its usual port; ours is another. */
export async function installProgram(right, program) {
  // A package source that cannot be reached does not matter as long as the package comes from another.
  await aptGet(right, ['update']).catch(() => undefined);
  const name = PROGRAMS[program].package;
  await aptGet(right, ['install', '-y', '--no-install-recommends', name]);
  if (!isOnPath(program)) throw new Error(`The package ${name} is installed, but ${program} is not on the PATH.`);
}

function aptGet(right, args) {
  const [command, ...rest] = [...right, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  return runLogged(command, rest, { logFile: INSTALL_LOG });
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
