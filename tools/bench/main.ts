/** Measures OpenAI-compatible servers, one alone or two in turns. `npm run bench -- --base-url URL`. */
import { writeFile } from 'node:fs/promises';
import { describeThrown } from './describe-thrown.js';
import { parseBenchOptions, UsageError, USAGE, type BenchOptions } from './options.js';
import { measure, type Measured } from './run-bench.js';

async function main(commandLine: string[]): Promise<void> {
  const options = parseBenchOptions(commandLine);
  const measured = await measure(options, (step) => console.error(step));
  console.log(measured.report);
  if (options.jsonPath !== null) await writeFile(options.jsonPath, renderJson(options, measured));
}

/** The results with the options that led to them, but without the keys. */
function renderJson({ targets: _targets, ...options }: BenchOptions, { result }: Measured): string {
  return `${JSON.stringify({ measuredAt: new Date().toISOString(), options, ...result }, null, 2)}\n`;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(describeThrown(error));
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
