import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

const DEFAULT_PORT = 8080;
const DEFAULT_WORKERS = 2;
const MOST_WORKERS = 64;

/** What `npm start` can be told. Throws with one sentence for each setting that is wrong. */
export function readSettings(environment) {
  const problems = [];
  const read = (name, parse) => {
    const text = (environment[name] ?? '').trim();
    try {
      return parse(text, name);
    } catch (error) {
      problems.push(error.message);
    }
  };
  const settings = {
    port: read('PORT', wholeNumber(1, 65_535, DEFAULT_PORT)),
    workers: read('WORKERS', wholeNumber(1, MOST_WORKERS, DEFAULT_WORKERS)),
    modelPath: read('MODEL_PATH', parseModelPath),
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

function parseModelPath(text) {
  if (text === '') return null;
  if (!existsSync(text)) throw new Error(`MODEL_PATH must name a GGUF file, and there is none at "${text}".`);
  return resolve(text);
}

function parseRedisUrl(text) {
  if (text === '') return null;
  // Not repeated in the sentence: it may hold a password.
  if (!/^rediss?:\/\/./.test(text)) throw new Error('REDIS_URL must begin with redis:// or rediss://.');
  return text;
}

function parseApiKey(text) {
  if (text === '') return null;
  if (!/^[\w.~+/=-]+$/.test(text))
    throw new Error('HARMONIUM_API_KEY may hold only letters, digits and . _ ~ + / = -, as a bearer token does.');
  return text;
}
