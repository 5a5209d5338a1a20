import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { runShown } from '../start/run-command.mjs';
import { FAILED, fromJest } from './totals.mjs';

const RESULTS = '.harmonium/test';

/** Runs one of Jest's projects on this terminal; resolves with the totals that Jest itself counted. */
export async function runJest(project, patterns, { flags = [], withinMs }) {
  const results = `${RESULTS}/${project}.json`;
  mkdirSync(RESULTS, { recursive: true });
  rmSync(results, { force: true });
  const status = await runShown(process.execPath, jestCommand(project, patterns, results, flags), { withinMs });
  try {
    return fromJest(JSON.parse(readFileSync(results, 'utf8')), status);
  } catch {
    console.error(`Jest ended with ${status} and left no results.`);
    return FAILED;
  }
}

function jestCommand(project, patterns, results, flags) {
  return [
    '--experimental-vm-modules',
    '--no-warnings=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...patterns,
    ...flags,
    '--json',
    `--outputFile=${results}`,
    '--passWithNoTests',
    // Last, because it takes every word that follows as one more project.
    '--selectProjects',
    project,
  ];
}
