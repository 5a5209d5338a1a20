/** Kills a cluster again and again and proves that nothing is lost. `npm run chaos -- --kills 1000 --seed 7`. */
import { randomInt } from 'node:crypto';
import { describeThrown } from '../bench/describe-thrown.js';
import { runCampaign } from './campaign.js';
import { parseChaosOptions, renderOptions, UsageError, USAGE } from './options.js';
import { renderReport } from './report.js';

// The processes of the cluster are not in the terminal's group: whoever stops this must not leave them behind.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  const options = parseChaosOptions(process.argv.slice(2), randomInt(1_000_000));
  console.error(`Again with: npm run chaos -- ${renderOptions(options)}`);
  const result = await runCampaign(options, (line) => console.error(line), stop.signal);
  console.log(renderReport(result));
  if (result.violations.length > 0) {
    console.log(`\nThe histories and the logs of the processes are in ${options.directory}.`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(describeThrown(error));
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

// What an aborted campaign was waiting for may take long.
if (stop.signal.aborted) process.exit();
