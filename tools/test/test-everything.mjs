import { fileURLToPath } from 'node:url';
import { ensureDependencies, ensureProgram } from '../start/prepare.mjs';
import { STEPS } from './steps.mjs';
import { addTotals, FAILED, isSuccess, NOTHING, renderTotals } from './totals.mjs';

/** Runs the steps in order, goes on after a failure, and ends the process; the totals are its last line. */
export async function testEverything(args) {
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
  try {
    await ensureProgram('redis-server');
    await ensureProgram('openssl');
    await ensureProgram('ip');
    await ensureDependencies();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const totals = await runSteps(args);
  console.log(`\n${renderTotals(totals)}`);
  process.exit(isSuccess(totals) ? 0 : 1);
}

/** The name of a step says where to end; anything else is a pattern for the paths of test files. */
async function runSteps(args) {
  const lastStep = STEPS.findLastIndex(({ name }) => args.includes(name));
  const steps = lastStep < 0 ? STEPS : STEPS.slice(0, lastStep + 1);
  const patterns = args.filter((arg) => !STEPS.some(({ name }) => name === arg));
  let totals = NOTHING;
  for (const { name, run } of steps) {
    console.log(`\n=== ${name}`);
    const outcome = await run(patterns);
    if (outcome.failed > 0) console.log(`=== ${name} failed`);
    totals = addTotals(totals, outcome);
  }
  return steps.some(({ runsTests }) => runsTests) ? refuseNoTests(totals) : totals;
}

/** A pattern that matches nothing must not look like success. */
function refuseNoTests(totals) {
  if (totals.tests > 0) return totals;
  console.log('\nNo test has run.');
  return addTotals(totals, FAILED);
}
