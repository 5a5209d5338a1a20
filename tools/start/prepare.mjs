import { build, isBuilt } from './build.mjs';
import { areDependenciesInstalled } from './dependencies.mjs';
import { step } from './progress.mjs';
import { findRightToInstall, installRedisServer, isOnPath } from './redis-package.mjs';
import { runLogged } from './run-command.mjs';

/** What a fresh machine lacks: the dependencies, Redis, the build. Steps that have nothing to do cost nothing. */
export async function prepare({ needsRedisServer }) {
  await ensureRedisServer(needsRedisServer);
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

/** Installs a redis-server if one is needed and there is none. Rejects with one sentence when it may not. */
export async function ensureRedisServer(isNeeded = true) {
  if (!isNeeded || isOnPath('redis-server')) return;
  const right = findRightToInstall();
  await step('installing Redis', () => installRedisServer(right));
}
