import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { ModelFileOptions } from './model-file-options.js';
import { resolveModelFile } from './resolve-model-file.js';
import { FileServer } from './testing/file-server.js';
import { KeptNotes } from './testing/kept-notes.js';
import { randomFile, removeCache, sha256Of, temporaryCache } from './testing/temporary-cache.js';

const PATH = '/owner/repo/resolve/main/m.gguf';
const TOKEN = 'hf_secret';
const model = randomFile(300_000);

describe('a transfer that the hub redirects to where the bytes are', () => {
  let server: FileServer;
  let store: FileServer;
  let options: ModelFileOptions;
  let kept: KeptNotes;

  beforeEach(async () => {
    server = await FileServer.start();
    server.put(PATH, model);
    store = await FileServer.start();
    store.put('/blob', model);
    options = temporaryCache(server.url);
    kept = new KeptNotes();
  });

  afterEach(async () => {
    removeCache(options);
    await server.stop();
    await store.stop();
  });

  const fetchIt = async (changes: Partial<ModelFileOptions> = {}) =>
    readFileSync((await resolveModelFile('hf:owner/repo/m.gguf', { ...options, ...changes }, kept)).path);
  const cutAfter = (afterBytes: number) => ({ type: 'cut', afterBytes, after: kept.reached(afterBytes) }) as const;
  const redirect = (hash: string) => {
    server.behaviours.push({ type: 'redirect', to: `${store.url}/blob`, headers: { 'x-linked-etag': `"${hash}"` } });
  };

  it('shows the token to the hub and to nobody else', async () => {
    redirect(sha256Of(model));
    await fetchIt({ token: TOKEN });
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([`Bearer ${TOKEN}`]);
    expect(store.requests.map(({ authorization }) => authorization)).toEqual([null]);
    expect(kept.notes.join()).not.toContain(TOKEN);
  });

  it.each(['hf_sec\nret', 'hf_secr\u00e9t\u2028'])(
    'repeats %j, which is no token, in no error and asks nobody',
    async (token) => {
      const error: unknown = await fetchIt({ token }).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ message: expect.stringMatching(/^HF_TOKEN must be one line/) });
      expect(inspect(error) + kept.notes.join()).not.toContain('hf_sec');
      expect(server.requests).toEqual([]);
    },
  );

  it('shows no token at all for a plain URL', async () => {
    const { path } = await resolveModelFile(`${server.url}${PATH}`, { ...options, token: TOKEN }, kept);
    expect(existsSync(path)).toBe(true);
    expect(server.requests.map(({ authorization }) => authorization)).toEqual([null]);
  });

  it('is verified with the SHA-256 that the hub tells', async () => {
    redirect(sha256Of(model));
    await fetchIt();
    expect(kept.notes.join()).toContain(`verified: its SHA-256 is the one that ${new URL(server.url).host} says`);
  });

  it('is refused when the hub tells another SHA-256', async () => {
    redirect('0'.repeat(64));
    await expect(fetchIt()).rejects.toThrow(/it was thrown away/);
    expect(existsSync(join(options.cacheDirectory, 'hf/owner/repo/main/m.gguf.part'))).toBe(false);
  });

  it('is not measured by the SHA-256 of the file that was there before', async () => {
    redirect(sha256Of(model));
    store.behaviours.push(cutAfter(100_000));
    const changed = randomFile(250_000);
    server.put(PATH, changed, '"second"');
    expect(sha256Of(await fetchIt())).toBe(sha256Of(changed));
    expect(server.ranges).toEqual([null, 'bytes=100000-']);
    expect(kept.notes.join()).toContain('not verified');
  });

  it('goes on with the SHA-256 that the hub told when it began', async () => {
    redirect('0'.repeat(64));
    store.behaviours.push(cutAfter(100_000));
    await expect(fetchIt()).rejects.toThrow(`says ${'0'.repeat(64)}: it was thrown away`);
    expect(server.ranges).toEqual([null, 'bytes=100000-']);
  });

  it('goes on from another store when the hub vouches that the file is the same', async () => {
    redirect(sha256Of(model));
    store.behaviours.push(cutAfter(100_000));
    const other = await FileServer.start();
    other.put('/blob', model, '"tag-of-another-store"');
    server.behaviours.push({
      type: 'redirect',
      to: `${other.url}/blob`,
      headers: { 'x-linked-etag': `"${sha256Of(model)}"` },
    });
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
    expect(other.ranges).toEqual(['bytes=100000-']);
    expect(kept.notes.join()).not.toContain('from its beginning');
    await other.stop();
  });

  it('in circles is given up', async () => {
    for (let count = 0; count < 20; count += 1) server.behaviours.push({ type: 'redirect', to: PATH });
    await expect(fetchIt()).rejects.toThrow(/redirects more than 10 times/);
  });

  it('to plain http: elsewhere, or to a file, is not followed', async () => {
    server.behaviours.push({ type: 'redirect', to: 'http://192.0.2.1/blob' });
    await expect(fetchIt()).rejects.toThrow(/without TLS/);
    server.behaviours.push({ type: 'redirect', to: 'file:///etc/passwd' });
    await expect(fetchIt()).rejects.toThrow(/a file: address is not fetched from/);
  });
});
