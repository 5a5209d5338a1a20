import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFile } from './fetch-file.js';
import type { ModelFileOptions } from './model-file-options.js';
import { PartFile } from './part-file.js';
import { resolveModelFile } from './resolve-model-file.js';
import { FileServer } from './testing/file-server.js';
import { KeptNotes } from './testing/kept-notes.js';
import { randomFile, removeCache, sha256Of, temporaryCache } from './testing/temporary-cache.js';

const PATH = '/owner/repo/resolve/main/m.gguf';
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

  describe('of more bytes than the file has', () => {
    const sentence = /^127\.0\.0\.1:\d+ sends more than the 300000 bytes that m\.gguf has: what came was thrown away$/;
    const refused = { message: expect.stringMatching(sentence) };

    it('is stopped where the manifest says the file ends', async () => {
      server.behaviours.push({ type: 'excess' });
      const url = new URL(PATH, server.url);
      const file = { url, isOnMirror: true, identity: 'hf/m.gguf', bytes: model.length, sha256: null };
      const part = new PartFile(join(options.cacheDirectory, 'm.gguf'));
      const { signal } = new AbortController();
      const task = { file, part, laterBytes: 0, options, observer: kept, signal };
      await expect(fetchFile(task)).rejects.toMatchObject(refused);
      expect(existsSync(part.path)).toBe(false);
    });

    it('is stopped where the server said the file ends', async () => {
      await beginWith(120_000);
      server.behaviours.push({ type: 'excess' });
      await expect(fetchIt()).rejects.toMatchObject(refused);
      expect(server.ranges).toEqual(['bytes=120000-']);
      expect(existsSync(partFile())).toBe(false);
    });
  });
});
