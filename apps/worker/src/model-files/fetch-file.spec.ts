import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

describe('a transfer', () => {
  let server: FileServer;
  let options: ModelFileOptions;
  let kept: KeptNotes;

  beforeEach(async () => {
    server = await FileServer.start();
    server.put(PATH, model);
    options = temporaryCache(server.url);
    kept = new KeptNotes();
  });

  afterEach(async () => {
    removeCache(options);
    await server.stop();
  });

  const fetchIt = async (changes: Partial<ModelFileOptions> = {}) =>
    readFileSync((await resolveModelFile('hf:owner/repo/m.gguf', { ...options, ...changes }, kept)).path);
  const partFile = () => join(options.cacheDirectory, 'hf/owner/repo/main/m.gguf.part');
  const impatient = (changes: Partial<ModelFileOptions['transfer']>) => ({
    transfer: { ...options.transfer, ...changes },
  });
  const cutAfter = (afterBytes: number, from = 0) =>
    ({ type: 'cut', afterBytes, after: kept.reached(from + afterBytes) }) as const;
  /** An earlier start that was given up after so many bytes. */
  const beginWith = async (bytes: number, validator?: string) => {
    if (validator) server.put(PATH, model, validator);
    server.behaviours.push(cutAfter(bytes), { type: 'status', status: 500 });
    await expect(fetchIt(impatient({ fruitlessAttempts: 1 }))).rejects.toThrow(/what was fetched is kept/);
    expect(statSync(partFile()).size).toBe(bytes);
    server.requests.length = 0;
  };

  it('that is cut goes on by itself, and asks only for what is missing', async () => {
    server.behaviours.push(cutAfter(100_000), cutAfter(50_000, 100_000));
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
    expect(server.ranges).toEqual([null, 'bytes=100000-', 'bytes=150000-']);
    expect(kept.notes.join()).toContain('the transfer was interrupted');
  });

  it('goes on at the next start where the last one left it, and verifies all of it', async () => {
    await beginWith(120_000);
    expect(sha256Of(await fetchIt({ sha256: [sha256Of(model)] }))).toBe(sha256Of(model));
    expect(server.ranges).toEqual(['bytes=120000-']);
  });

  it('begins again when the server ignores what it is asked for', async () => {
    await beginWith(120_000);
    server.behaviours.push({ type: 'ignore-range' });
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
    expect(server.ranges).toEqual(['bytes=120000-']);
    expect(kept.notes.join()).toContain('from its beginning');
  });

  it('begins again when the file has changed in between', async () => {
    await beginWith(120_000);
    const changed = randomFile(250_000);
    server.put(PATH, changed, '"second"');
    expect(sha256Of(await fetchIt())).toBe(sha256Of(changed));
    expect(server.ranges).toEqual(['bytes=120000-']);
  });

  it('begins again when the file has changed and the server sends its end all the same', async () => {
    await beginWith(120_000);
    const changed = randomFile(250_000);
    server.put(PATH, changed, '"second"');
    server.behaviours.push({ type: 'ignore-if-range' });
    expect(sha256Of(await fetchIt())).toBe(sha256Of(changed));
    expect(server.ranges).toEqual(['bytes=120000-', null]);
  });

  it('begins again when a server that knows only dates sends the end of a newer file', async () => {
    await beginWith(120_000, 'Mon, 05 Jan 2026 08:00:00 GMT');
    const changed = randomFile(model.length);
    server.put(PATH, changed, 'Tue, 06 Jan 2026 08:00:00 GMT');
    server.behaviours.push({ type: 'ignore-if-range' });
    expect(sha256Of(await fetchIt())).toBe(sha256Of(changed));
    expect(server.ranges).toEqual(['bytes=120000-', null]);
  });

  it('goes on from a server that knows only dates when the file is as old as it was', async () => {
    await beginWith(120_000, 'Mon, 05 Jan 2026 08:00:00 GMT');
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
    expect(server.ranges).toEqual(['bytes=120000-']);
  });

  it('begins again when the file has another length than it had, whatever its tag says', async () => {
    await beginWith(120_000);
    const longer = randomFile(900_000);
    server.put(PATH, longer);
    expect(sha256Of(await fetchIt())).toBe(sha256Of(longer));
    expect(server.ranges).toEqual(['bytes=120000-', null]);
  });

  it('of a file whose tag is weak begins again: its bytes may differ', async () => {
    await beginWith(120_000, 'W/"weak"');
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
    expect(server.ranges).toEqual([null]);
  });

  it('that had brought everything when its process ended is only verified and moved', async () => {
    await beginWith(120_000);
    appendFileSync(partFile(), model.subarray(120_000));
    server.behaviours.push({ type: 'status', status: 416 });
    expect(sha256Of(await fetchIt({ sha256: [sha256Of(model)] }))).toBe(sha256Of(model));
    expect(server.ranges).toEqual([]);
  });

  it('that had brought everything of a file of unknown length asks whether that is all', async () => {
    await beginWith(120_000);
    appendFileSync(partFile(), model.subarray(120_000));
    const origin = JSON.parse(readFileSync(`${partFile()}.json`, 'utf8')) as object;
    writeFileSync(`${partFile()}.json`, JSON.stringify({ ...origin, totalBytes: null }));
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
    expect(server.ranges).toEqual(['bytes=300000-']);
  });

  it('of a part that is longer than the file begins again', async () => {
    await beginWith(120_000);
    const shorter = model.subarray(0, 100_000);
    server.put(PATH, shorter);
    expect(sha256Of(await fetchIt())).toBe(sha256Of(shorter));
    expect(server.ranges).toEqual(['bytes=120000-', null]);
  });

  it('on which nothing comes is cut and goes on', async () => {
    server.behaviours.push({ type: 'stall', afterBytes: 100_000 });
    expect(sha256Of(await fetchIt(impatient({ idleMs: 300 })))).toBe(sha256Of(model));
    expect(kept.notes.join()).toContain('nothing came for 0.3 s');
    expect(server.ranges).toEqual([null, 'bytes=100000-']);
  });

  it.each([500, 503, 429, 408])('is tried again after %i', async (status) => {
    server.behaviours.push({ type: 'status', status }, { type: 'status', status, headers: { 'retry-after': '0' } });
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
  });

  it('that never brings anything is given up with one sentence', async () => {
    for (let count = 0; count < 9; count += 1) server.behaviours.push({ type: 'status', status: 503 });
    await expect(fetchIt()).rejects.toThrow(
      / answers with 503, and 3 attempts in a row brought nothing: check the network/,
    );
    expect(server.requests).toHaveLength(3);
  });

  it('from a server that cuts every answer at the same place is given up, too', async () => {
    server.put(PATH, model, 'W/"weak"');
    for (let count = 0; count < 9; count += 1) server.behaviours.push(cutAfter(1_000));
    await expect(fetchIt()).rejects.toThrow(/3 attempts in a row brought nothing/);
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    [404, /has no such file \(404\): check owner, repository, revision and file name/],
    [401, /refuses access \(401\): it does not exist, or needs a token that may read it; HF_TOKEN/],
    [403, /refuses access \(403\)/],
    [418, /answers with 418, which brings no file/],
  ])('that is refused with %i says what to do, at once', async (status, sentence) => {
    server.behaviours.push({ type: 'status', status });
    await expect(fetchIt()).rejects.toThrow(sentence);
    expect(server.requests).toHaveLength(1);
  });

  it('from a server that nobody is, says so', async () => {
    const gone = await FileServer.start();
    const { url } = gone;
    await gone.stop();
    await expect(fetchIt({ mirror: new URL(url) })).rejects.toThrow(
      /cannot be read from \(ECONNREFUSED\), and 3 attempts/,
    );
  });

  it('without a length is whole when the server ends it', async () => {
    server.behaviours.push({ type: 'no-length' });
    expect(sha256Of(await fetchIt())).toBe(sha256Of(model));
  });

  describe('that the hub redirects to where the bytes are', () => {
    let store: FileServer;

    beforeEach(async () => {
      store = await FileServer.start();
      store.put('/blob', model);
    });

    afterEach(() => store.stop());

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
      expect(existsSync(partFile())).toBe(false);
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
});
