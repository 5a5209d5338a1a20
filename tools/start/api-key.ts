import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

const KEY_BYTES = 24;
const ONLY_FOR_THE_OWNER = 0o600;

/** The key of this checkout: made once, kept in a file that only its owner can read. */
export function ensureApiKey(keyFile: string): string {
  const known = readKey(keyFile);
  if (known !== '') return known;
  const key = `sk-${randomBytes(KEY_BYTES).toString('base64url')}`;
  writeFileSync(keyFile, `${key}\n`, { mode: ONLY_FOR_THE_OWNER });
  // The mode above counts only for a new file.
  chmodSync(keyFile, ONLY_FOR_THE_OWNER);
  return key;
}

function readKey(keyFile: string): string {
  try {
    return readFileSync(keyFile, 'utf8').trim();
  } catch {
    return '';
  }
}
