import { build, isBuilt } from './build.mjs';
import { areDependenciesInstalled } from './dependencies.mjs';
import { step } from './progress.mjs';
import { runLogged } from './run-command.mjs';
import { findRightToInstall, installProgram, isOnPath } from './system-package.mjs';

/** What a fresh machine lacks: the dependencies, Redis, the build. Steps that have nothing to do cost nothing. */
export async function prepare({ needsRedisServer }) {
  if (needsRedisServer) await ensureProgram('redis-server');
  await ensureDependencies();
  if (!isBuilt()) await step('building', () => build());
}

/** Installs what the lock file says unless it is there. */
export async function ensureDependencies() {
  if (areDependenciesInstalled()) return;
  // A NODE_ENV of production would leave out the compiler.
  await step('installing the dependencies', () =>
    runLogged('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
      logFile: '.harmonium/logs/npm-ci.log',
    }),
  );
}

/** Installs a program of the system's unless it is there. Rejects with one sentence when it may not. */
export async function ensureProgram(program) {
  if (isOnPath(program)) return;
  const right = findRightToInstall(program);
  await step(`installing ${program}`, () => installProgram(right, program));
}
