import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fetchModel } from './fetch-model.mjs';
import { prepare } from './prepare.mjs';
import { ProcessRecord } from './process-record.mjs';
import { step } from './progress.mjs';
import { isElsewhere, readSettings, refuseTakenPort } from './settings.mjs';
import { takeStarterLock } from './starter-lock.mjs';

/** Checks, prepares, starts and stays until the cluster is told to stop; ends the process. */
export async function startEverything() {
  ignoreLostTerminal();
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
  try {
    process.exit(await run());
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

async function run() {
  const settings = readSettings(process.env, process.argv.slice(2));
  mkdirSync('.harmonium', { recursive: true });
  takeStarterLock('.harmonium/starter.pid');
  const record = new ProcessRecord('.harmonium/processes.json');
  await record.endLeftovers();
  await refuseTakenPort(settings.port);
  await prepare({ needsRedisServer: settings.redisUrl === null });
  if (settings.modelPath !== null && isElsewhere(settings.modelPath)) await fetchModel(settings.modelPath);
  const { start } = await import('../../dist/tools/start/start.js');
  return start(settings, { step, recordProcesses: (processes) => record.write(processes) });
}

/** When the terminal is gone, nobody reads; what is running still has to be ended in order. */
function ignoreLostTerminal() {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
