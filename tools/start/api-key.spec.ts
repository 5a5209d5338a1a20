import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureApiKey } from './api-key.js';

function newKeyFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'harmonium-key-')), 'api-key');
}

describe('the API key of a checkout', () => {
  it('is made once, and only its owner can read it', () => {
    const keyFile = newKeyFile();
    const key = ensureApiKey(keyFile);
    expect(key).toMatch(/^sk-[\w-]{32}$/);
    expect(ensureApiKey(keyFile)).toBe(key);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  });

  it('is made anew in place of an empty file that everybody could read', () => {
    const keyFile = newKeyFile();
    writeFileSync(keyFile, '\n', { mode: 0o644 });
    expect(ensureApiKey(keyFile)).toMatch(/^sk-/);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  });
});
