import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDiskSpace, explainFullDisk } from './disk-space.js';
import { resolveModelFile } from './resolve-model-file.js';
import { FileServer } from './testing/file-server.js';
import { KeptNotes } from './testing/kept-notes.js';
import { randomFile, temporaryCache } from './testing/temporary-cache.js';

const PATH = '/owner/repo/resolve/main/m.gguf';
const MEGABYTE = 2 ** 20;

/** Where this may be mounted, a real disk of one megabyte; a container without that right only has the last tests. */
const small = mkdtempSync(join(tmpdir(), 'harmonium-small-disk-'));
const isSmall = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;

describe('a disk that is too small', () => {
  let server: FileServer;

  beforeAll(async () => {
    server = await FileServer.start();
    server.put(PATH, randomFile(2 * MEGABYTE));
  });

  afterAll(async () => {
    await server.stop();
    if (isSmall) spawnSync('umount', [small]);
    rmSync(small, { recursive: true, force: true });
  });

  const fetchIt = () =>
    resolveModelFile('hf:owner/repo/m.gguf', temporaryCache(server.url, { cacheDirectory: small }), new KeptNotes());
  const partFile = join(small, 'hf/owner/repo/main/m.gguf.part');

  if (isSmall) {
    it('is noticed before anything is written', async () => {
      await expect(fetchIt()).rejects.toThrow(
        /^2.1 MB more are to be fetched and 0 B stay free, but .* has only 1.0 MB left/,
      );
      expect(existsSync(partFile)).toBe(false);
    });

    it('is explained when it fills in mid-transfer, and what came is kept', async () => {
      server.behaviours.push({ type: 'no-length' });
      await expect(fetchIt()).rejects.toThrow(/is full: free some, or set MODEL_CACHE to a larger disk/);
      expect(statSync(partFile).size).toBeGreaterThan(MEGABYTE / 2);
    });
  }

  it('is one on which the reserve would not stay free', async () => {
    await expect(checkDiskSpace(tmpdir(), 1, Number.MAX_SAFE_INTEGER)).rejects.toThrow(
      /^1 B more are to be fetched and 9007.2 TB stay free, but/,
    );
    await expect(checkDiskSpace(tmpdir(), 1, 0)).resolves.toBeUndefined();
  });

  it('is told from other failures', () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const other = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    expect(explainFullDisk(full, '/models')).toMatchObject({
      message: expect.stringContaining('the disk of /models is full'),
    });
    expect(explainFullDisk(other, '/models')).toBe(other);
  });
});
