import { readFile } from 'node:fs/promises';
import { UsageError } from './options.js';

/** The key of the environment, or else the one in the file, which `npm start` writes. Throws `UsageError` if there is none. */
export async function findApiKey(environment: NodeJS.ProcessEnv, keyFile: string): Promise<string> {
  const key = environment['HARMONIUM_API_KEY'] || (await readKeyFile(keyFile));
  if (key === '')
    throw new UsageError(`There is no API key: set HARMONIUM_API_KEY, or run npm start, which writes ${keyFile}`);
  return key;
}

async function readKeyFile(keyFile: string): Promise<string> {
  try {
    return (await readFile(keyFile, 'utf8')).trim();
  } catch {
    return '';
  }
}
