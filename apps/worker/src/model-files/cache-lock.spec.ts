import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LockLost, withCacheLock } from './cache-lock.js';
import { sha256OfFile } from './checksum.js';
import type { ModelFileOptions } from './model-file-options.js';
import { CompiledModelFiles, type ToldLine } from './testing/child-process.js';
import { FileServer } from './testing/file-server.js';
import { randomFile, removeCache, sha256Of, temporaryCache } from './testing/temporary-cache.js';

const PATH = '/owner/repo/resolve/main/m.gguf';
const SOURCE = 'hf:owner/repo/m.gguf';
const model = randomFile(300_000);

describe('two processes that want one model', () => {
  let compiled: CompiledModelFiles;
  let server: FileServer;
  let options: ModelFileOptions;

  beforeAll(() => {
    compiled = new CompiledModelFiles();
  });

  afterAll(() => compiled.remove());

  beforeEach(async () => {
    server = await FileServer.start();
    server.put(PATH, model);
    options = temporaryCache(server.url);
  });

  afterEach(async () => {
    removeCache(options);
    await server.stop();
  });

  it('fetch it once: one of them waits for the other', async () => {
    let letGo = (): void => undefined;
    server.behaviours.push({ type: 'hold', until: new Promise((resolve) => (letGo = resolve)) });
    const both = [compiled.resolve(SOURCE, options), compiled.resolve(SOURCE, options)];
    await Promise.race(both.map((one) => one.told(isWaiting)));
    letGo();
    const [one, other] = await Promise.all(both.map((each) => each.end()));
    expect(one?.path).toBeDefined();
    expect(one).toEqual(other);
    expect(readFileSync(one?.path ?? '').equals(model)).toBe(true);
    expect(server.ranges).toEqual([null]);
  }, 30_000);

  it('do not wait for one that was killed: the other goes on from what it left', async () => {
    server.behaviours.push({ type: 'stall', afterBytes: 100_000 });
    const killed = compiled.resolve(SOURCE, options);
    await killed.told(({ receivedBytes }) => receivedBytes === 100_000);
    const other = compiled.resolve(SOURCE, { ...options, sha256: [sha256Of(model)] });
    await other.told(isWaiting);
    await killed.kill();
    const { path } = await other.end();
    expect(readFileSync(path ?? '').equals(model)).toBe(true);
    expect(server.ranges).toEqual([null, 'bytes=100000-']);
  }, 30_000);

  it('do not wait for one that is frozen, and when it thaws it finds what the other has fetched', async () => {
    const [pinned, first] = [{ ...options, sha256: [sha256Of(model)] }, 100_000];
    server.behaviours.push({ type: 'stall', afterBytes: first });
    const frozen = compiled.resolve(SOURCE, pinned);
    await frozen.told(({ receivedBytes }) => receivedBytes === first);
    frozen.signal('SIGSTOP');
    const { path } = await compiled.resolve(SOURCE, pinned).end();
    frozen.signal('SIGCONT');
    expect((await frozen.end()).path).toBe(path);
    expect(frozen.lines.map(({ note }) => note)).toContain('another process has taken over the transfer');
    expect(readFileSync(path ?? '').equals(model)).toBe(true);
    expect(server.ranges).toEqual([null, `bytes=${first}-`]);
  }, 30_000);
});

describe('a lock that is lost', () => {
  it('while a file is being verified is told as such', async () => {
    const options = temporaryCache('http://127.0.0.1');
    const path = join(options.cacheDirectory, 'm.gguf');
    const verify = (signal: AbortSignal): Promise<string> => {
      rmSync(`${path}.lock`, { recursive: true });
      return sha256OfFile('/dev/zero', signal);
    };
    await expect(withCacheLock({ path, deadAfterMs: 2_000 }, () => undefined, verify)).rejects.toThrow(LockLost);
    removeCache(options);
  }, 30_000);
});

function isWaiting({ note }: ToldLine): boolean {
  return note?.includes('waiting for it') === true;
}
