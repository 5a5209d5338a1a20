import { readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { isOwnProcess } from './own-process.mjs';

const MARK = 'tools/start/main.mjs';

/** Makes this process the only `npm start` of the checkout until it ends. Throws one sentence when another one runs. */
export function takeStarterLock(lockFile) {
  const owner = readOwner(lockFile);
  if (owner !== null && isStarterHere(owner))
    throw new Error(`Harmonium is running already, started from this directory by process ${owner}.`);
  // Left by a starter that was killed.
  rmSync(lockFile, { force: true });
  writeLock(lockFile);
  process.once('exit', () => rmSync(lockFile, { force: true }));
}

function writeLock(lockFile) {
  try {
    writeFileSync(lockFile, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    throw new Error('Harmonium is just being started from this directory by another process.', { cause: error });
  }
}

function readOwner(lockFile) {
  try {
    return Number(readFileSync(lockFile, 'utf8')) || null;
  } catch {
    return null;
  }
}

function isStarterHere(pid) {
  if (pid === process.pid || !isOwnProcess(pid, MARK)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === process.cwd();
  } catch {
    return true;
  }
}
