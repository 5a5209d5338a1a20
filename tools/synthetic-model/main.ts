/** Writes model files for measurements. `npm run synthetic-model -- --out FILE`. */
import { statSync } from 'node:fs';
import { parseModelOptions, USAGE, UsageError } from './options.js';
import { writeModel } from './write-model.js';

try {
  const options = parseModelOptions(process.argv.slice(2));
  const tensors = await writeModel(options);
  console.log(`${options.path}: ${tensors} tensors, ${(statSync(options.path).size / 1e6).toFixed(1)} MB`);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
