import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged } from './run-command.mjs';

const SOURCES = ['apps', 'libs', 'tools', 'test'];
const SETTINGS = ['package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
/** As old as the build that left it; lies where it vanishes together with what was built. */
const STAMP = 'dist/.built';

/** Compiles everything to `dist`. Rejects with what the compiler said. */
export async function build() {
  const startedAt = new Date();
  await runLogged('node_modules/.bin/nest', ['build'], { logFile: '.harmonium/logs/build.log' });
  // What was edited meanwhile may or may not be in it, so the stamp says when it began.
  writeFileSync(STAMP, '');
  utimesSync(STAMP, startedAt, startedAt);
}

/** Whether nothing has changed since the last build. Asking the compiler takes as long as compiling. */
export function isBuilt() {
  const builtMs = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [...SETTINGS, ...SOURCES.flatMap(sourcesIn)].every((path) => statSync(path).mtimeMs < builtMs);
}

/** The directories count as well: a file that was moved keeps its time, but where it was and is, the directory changes. */
function sourcesIn(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const sources = entries.filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'));
  return [directory, ...sources.map((entry) => join(entry.parentPath ?? entry.path, entry.name))];
}
