import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const DEFAULT_PORT = 8080;
/** The tiny model shows what several workers are for; any other takes the whole machine for one. */
const DEFAULT_WORKERS_TINY = 2;
const DEFAULT_WORKERS = 1;
const MOST_WORKERS = 64;

/**
 * What `npm start` can be told, by variables and by `--model`, which goes before `MODEL_PATH`. Throws with one sentence
 * for each setting that is wrong.
 */
export function readSettings(environment, args) {
  const problems = [];
  const read = (name, parse) => {
    try {
      return parse((environment[name] ?? '').trim(), name);
    } catch (error) {
      problems.push(error.message);
    }
  };
  const modelPath = read('MODEL_PATH', (text) => parseModelPath(readModelOption(args) || text));
  const defaultWorkers = modelPath === null ? DEFAULT_WORKERS_TINY : DEFAULT_WORKERS;
  const settings = {
    port: read('PORT', wholeNumber(1, 65_535, DEFAULT_PORT)),
    workers: read('WORKERS', wholeNumber(1, MOST_WORKERS, defaultWorkers)),
    modelPath,
    redisUrl: read('REDIS_URL', parseRedisUrl),
    apiKey: read('HARMONIUM_API_KEY', parseApiKey),
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return settings;
}

/** Rejects with one sentence when somebody listens on this port already. */
export async function refuseTakenPort(port) {
  const server = createServer();
  await new Promise((free, refuse) => {
    server.once('error', ({ code }) => refuse(new Error(explainPort(port, code))));
    server.listen(port, '127.0.0.1', free);
  });
  await new Promise((closed) => server.close(closed));
}

function explainPort(port, code) {
  const reason = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`;
  return `Port ${port} ${reason}: set PORT to another one, for example PORT=${port === 65_535 ? DEFAULT_PORT : port + 1} npm start.`;
}

function wholeNumber(least, most, otherwise) {
  return (text, name) => {
    if (text === '') return otherwise;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${text}".`);
    return value;
  };
}

function readModelOption(args) {
  try {
    return parseArgs({ args, options: { model: { type: 'string' } } }).values.model?.trim() ?? '';
  } catch {
    throw new Error('npm start takes "-- --model MODEL" and nothing else.');
  }
}

/** A path on this machine in full; what names a model elsewhere as it is. */
function parseModelPath(text) {
  if (text === '') return null;
  if (isElsewhere(text)) return text;
  if (!existsSync(text)) throw new Error(`MODEL_PATH must name a GGUF file, and there is none at "${text}".`);
  return resolve(text);
}

/** Whether this is a source, as `hf:...`, or may be the name of a known model; whoever fetches it knows those. */
export function isElsewhere(text) {
  return /^[a-z][a-z\d+.-]+:/i.test(text) || (/^[\w.-]+$/.test(text) && !text.endsWith('.gguf') && !existsSync(text));
}

function parseRedisUrl(text) {
  if (text === '') return null;
  // Not repeated in the sentence: it may hold a password.
  if (!/^rediss?(\+sentinel)?:\/\/./.test(text))
    throw new Error('REDIS_URL must begin with redis://, rediss://, redis+sentinel:// or rediss+sentinel://.');
  return text;
}

function parseApiKey(text) {
  if (text === '') return null;
  if (!/^[\w.~+/=-]+$/.test(text))
    throw new Error('HARMONIUM_API_KEY may hold only letters, digits and . _ ~ + / = -, as a bearer token does.');
  return text;
}
