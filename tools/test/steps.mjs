import { build } from '../start/build.mjs';
import { runShown } from '../start/run-command.mjs';
import { runJest } from './run-jest.mjs';
import { FAILED, PASSED } from './totals.mjs';

const MINUTE_MS = 60_000;

/** What `npm test` does, in this order. Each resolves with its totals and takes patterns that only Jest understands. */
export const STEPS = [
  { name: 'format', run: () => check('prettier', ['--check', '.']) },
  { name: 'lint', run: () => check('eslint', ['.']) },
  // A state of its own: the build keeps another one in `dist`.
  { name: 'types', run: () => check('tsc', ['--noEmit', '--tsBuildInfoFile', '.harmonium/types.tsbuildinfo']) },
  { name: 'build', run: checkBuild },
  {
    name: 'unit',
    runsTests: true,
    run: (patterns) => runJest('unit', patterns, { flags: ['--maxWorkers=100%'], withinMs: 15 * MINUTE_MS }),
  },
  {
    name: 'cluster',
    runsTests: true,
    // Two scenarios at a time, however many cores there are: each has several processes, which mostly wait for each other.
    run: (patterns) => runJest('cluster', patterns, { flags: ['--maxWorkers=2'], withinMs: 45 * MINUTE_MS }),
  },
];

async function check(program, args) {
  const status = await runShown(`node_modules/.bin/${program}`, args, { withinMs: 10 * MINUTE_MS });
  return status === 0 ? PASSED : FAILED;
}

async function checkBuild() {
  try {
    await build();
    return PASSED;
  } catch (error) {
    console.error(error.message);
    return FAILED;
  }
}
