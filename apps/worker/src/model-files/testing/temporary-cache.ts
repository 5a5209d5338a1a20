import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelFileOptions } from '../model-file-options.js';

/** Options with an own empty cache and little patience; `mirror` is the base address of `hf:` sources. */
export function temporaryCache(mirror: string, changes: Partial<ModelFileOptions> = {}): ModelFileOptions {
  return {
    cacheDirectory: mkdtempSync(join(tmpdir(), 'harmonium-model-cache-')),
    layout: 'by-source',
    mirror: new URL(mirror),
    isOffline: false,
    allowsHttp: false,
    token: null,
    sha256: [],
    manifestFile: null,
    transfer: { idleMs: 5_000, fruitlessAttempts: 3, firstPauseMs: 1, reserveBytes: 0, deadAfterMs: 2_000 },
    ...changes,
  };
}

export function removeCache({ cacheDirectory }: ModelFileOptions): void {
  rmSync(cacheDirectory, { recursive: true, force: true });
}

/** Bytes that no two files share. */
export function randomFile(bytes: number): Buffer {
  return randomBytes(bytes);
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
