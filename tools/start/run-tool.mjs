/** Runs a compiled tool: `node tools/start/run-tool.mjs chat -- "Hello"`. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [tool, ...args] = process.argv.slice(2);
/** Tools that also ship with the worker, for machines where only that is. */
const IN_THE_WORKER = { 'fetch-model': 'apps/worker/src/model-files/fetch-model.js' };
const main = new URL(`../../dist/${IN_THE_WORKER[tool] ?? `tools/${tool}/main.js`}`, import.meta.url);

if (existsSync(main)) {
  process.argv = [process.execPath, fileURLToPath(main), ...args.slice(args[0] === '--' ? 1 : 0)];
  await import(main.href);
} else {
  console.error('This is not built yet: run npm start first.');
  process.exitCode = 1;
}
