import { resolve } from 'node:path';
import { ensureApiKey } from './api-key.js';
import { Keeper } from './keeper.js';
import type { LocalHarmonium } from './local-harmonium.js';
import type { Member } from './members.js';
import { openHarmonium } from './open-harmonium.js';
import { whenAskedToStop } from './stop-request.js';
import { renderWelcome } from './welcome.js';

/** Checked by whoever reads them; `null` where nothing was said. */
export interface StartSettings {
  port: number;
  workers: number;
  modelPath: string | null;
  redisUrl: string | null;
  apiKey: string | null;
}

/** Does a piece of work and shows it as one line. */
export type Step = <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;

export interface StartSurroundings {
  step: Step;
  /** Notes down what runs, in the order of ending, for a later start to find when this one is killed. */
  recordProcesses: (processes: { name: string; pid: number; mark: string }[]) => void;
}

const DIRECTORY = resolve('.harmonium');

/**
 * Starts the cluster and keeps it running until it is asked to stop; resolves with an exit code when everything it
 * started has ended.
 */
export async function start(settings: StartSettings, { step, recordProcesses }: StartSurroundings): Promise<number> {
  const apiKey = settings.apiKey ?? ensureApiKey(resolve(DIRECTORY, 'api-key'));
  const record = (): void => recordProcesses(harmonium.members.map(toRecord));
  const harmonium = await openHarmonium(settings, { directory: DIRECTORY, apiKey, onSpawn: record });
  const keeper = new Keeper((line) => console.log(line), record);
  const stopRequest = whenAskedToStop(() => harmonium.kill());

  const started = harmonium.start(settings.workers, apiKey, step).then((reached) => {
    for (const member of harmonium.members) keeper.watch(member);
    console.log(renderWelcome({ ...reached, apiKey, isKeyOnFile: settings.apiKey === null }));
  });
  const failure = await Promise.race([started.then(() => keeper.hopeless), stopRequest]).then(() => null, toError);
  keeper.stopWatching();
  if (failure) console.error(failure.message);
  await step('stopping', () => stop(harmonium, started));
  recordProcesses([]);
  return failure ? 1 : 0;
}

async function stop(harmonium: LocalHarmonium, started: Promise<void>): Promise<void> {
  await harmonium.stop();
  // Asked to stop while it starts, a process may appear after that; then starting fails, and all there is can be seen.
  await started.catch(() => undefined);
  await harmonium.stop();
}

function toRecord({ process, mark }: Member) {
  return { name: process.name, pid: process.pid, mark };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
