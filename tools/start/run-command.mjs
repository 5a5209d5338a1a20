import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const SHOWN_LINES = 12;
const INTERRUPTED = 130;

/** Runs a program that prints to a log file. Rejects with the first and last lines when it fails. */
export async function runLogged(command, args, { logFile, environment = {} }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const status = await run(command, args, { stdio: ['ignore', log, log], env: { ...process.env, ...environment } });
  closeSync(log);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${excerpt(logFile)}`);
}

/** Runs a program on this terminal; resolves with its exit status. Killed after `withinMs`. */
export function runShown(command, args, { environment = {}, withinMs } = {}) {
  return run(command, args, { stdio: 'inherit', env: { ...process.env, ...environment }, timeout: withinMs });
}

/** While it runs, a signal to this process is passed on, and this process ends after it. */
function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    const release = passSignalsOn(child);
    child.once('error', (error) => {
      console.error(error.message);
      release();
      resolve(127);
    });
    child.once('exit', (code) => {
      release();
      resolve(code ?? 1);
    });
  });
}

function passSignalsOn(child) {
  let interrupted = false;
  const pass = (signal) => {
    interrupted = true;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
    if (interrupted) process.exit(INTERRUPTED);
  };
}

function excerpt(logFile) {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  const shown =
    lines.length > 2 * SHOWN_LINES ? [...lines.slice(0, SHOWN_LINES), '…', ...lines.slice(-SHOWN_LINES)] : lines;
  return [...shown, `(all of it is in ${logFile})`].join('\n');
}
