import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isOwnProcess } from './own-process.mjs';
import { step } from './progress.mjs';

const KILL_AFTER_MS = 15_000;
const LOOK_EVERY_MS = 50;

/** On disk, which processes `npm start` has started, so that the next one can end what a killed one left behind. */
export class ProcessRecord {
  constructor(file) {
    this.file = file;
  }

  /** Each is `{ name, pid, mark }` in the order of ending; `mark` is a part of its command line that only ours has. */
  write(processes) {
    writeFileSync(`${this.file}.new`, JSON.stringify(processes));
    renameSync(`${this.file}.new`, this.file);
  }

  /** Ends what still runs of the record, one after the other, and empties it. */
  async endLeftovers() {
    const leftovers = this.read().filter(isAlive);
    if (leftovers.length > 0)
      await step(`ending ${leftovers.length} processes of an earlier start that was killed`, async () => {
        for (const leftover of leftovers) await end(leftover);
      });
    this.write([]);
  }

  read() {
    try {
      const processes = JSON.parse(readFileSync(this.file, 'utf8'));
      return processes.filter(({ pid, mark }) => Number.isInteger(pid) && pid > 1 && Boolean(mark));
    } catch {
      return [];
    }
  }
}

function isAlive({ pid, mark }) {
  return isOwnProcess(pid, mark);
}

async function end(leftover) {
  signal(leftover, 'SIGTERM');
  const killAtMs = Date.now() + KILL_AFTER_MS;
  while (isAlive(leftover)) {
    if (Date.now() > killAtMs) signal(leftover, 'SIGKILL');
    await delay(LOOK_EVERY_MS);
  }
}

function signal(leftover, name) {
  try {
    process.kill(leftover.pid, name);
  } catch {
    // It has ended by itself in the meantime.
  }
}
