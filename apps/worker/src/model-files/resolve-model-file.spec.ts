import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelFileOptions } from './model-file-options.js';
import { ModelFileError } from './model-file-error.js';
import { resolveModelFile } from './resolve-model-file.js';
import { FileServer } from './testing/file-server.js';
import { KeptNotes } from './testing/kept-notes.js';
import { randomFile, removeCache, sha256Of, temporaryCache } from './testing/temporary-cache.js';

const PATH = '/owner/repo/resolve/main/m.gguf';
const model = randomFile(300_000);

describe('a model that is named', () => {
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

  const resolve = (source: string, changes: Partial<ModelFileOptions> = {}) =>
    resolveModelFile(source, { ...options, ...changes }, kept);
  const filesIn = (directory: string) =>
    readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [entry.name] : [],
    );

  it('by hf: is fetched once, and afterwards found without asking anybody', async () => {
    const first = await resolve('hf:owner/repo/m.gguf');
    expect(readFileSync(first.path)).toEqual(model);
    expect(first).toEqual({
      path: join(options.cacheDirectory, 'hf/owner/repo/main/m.gguf'),
      parts: [first.path],
      name: null,
    });
    expect(kept.last).toEqual({ file: 'm.gguf', receivedBytes: model.length, totalBytes: model.length });
    expect(await resolve('hf:owner/repo/m.gguf')).toEqual(first);
    expect(server.requests).toEqual([{ path: PATH, range: null, authorization: null }]);
    expect(filesIn(options.cacheDirectory).sort()).toEqual(['m.gguf', 'm.gguf.json']);
  });

  it('by http: of this machine is fetched, too', async () => {
    const { path } = await resolve(`${server.url}${PATH}`);
    expect(readFileSync(path)).toEqual(model);
  });

  it('by http: of another machine is refused unless that is allowed', async () => {
    await expect(resolve('http://192.0.2.1/m.gguf')).rejects.toThrow(
      /without TLS: use https:, or set MODEL_ALLOW_HTTP=true/,
    );
  });

  it('by an address with a password in it is refused without repeating that', async () => {
    const { host } = new URL(server.url);
    const refused = expect.stringMatching(/^the address of 127\.0\.0\.1:\d+ has a user name or password in it/);
    const address = `http://user:secret@${host}`;
    await expect(resolve(`${address}${PATH}`)).rejects.toMatchObject({ message: refused });
    await expect(resolve('hf:owner/repo/m.gguf', { mirror: new URL(address) })).rejects.toMatchObject({
      message: refused,
    });
    expect(server.requests).toEqual([]);
  });

  it('can be put right into a directory', async () => {
    const { path } = await resolve('hf:owner/repo/m.gguf', { layout: 'flat' });
    expect(path).toBe(join(options.cacheDirectory, 'm.gguf'));
    server.put('/other/repo/resolve/main/m.gguf', randomFile(10));
    await expect(resolve('hf:other/repo/m.gguf', { layout: 'flat' })).rejects.toThrow(
      /is another file \(hf\/owner\/repo\/main\/m.gguf\)/,
    );
  });

  describe('and pinned', () => {
    const right = sha256Of(model);
    const wrong = '0'.repeat(64);

    it('is verified, and remembered as verified', async () => {
      const { path } = await resolve('hf:owner/repo/m.gguf', { sha256: [right.toUpperCase()] });
      expect(JSON.parse(readFileSync(`${path}.json`, 'utf8'))).toMatchObject({
        sha256: right,
        comparedWith: 'MODEL_SHA256',
      });
      expect(kept.notes.join()).toContain('verified: its SHA-256 is the one that MODEL_SHA256 says');
      await resolve('hf:owner/repo/m.gguf', { sha256: [right] });
      expect(kept.notes.join()).not.toContain('reading a model file');
    });

    it('is refused and thrown away when it is another file', async () => {
      await expect(resolve('hf:owner/repo/m.gguf', { sha256: [wrong] })).rejects.toThrow(
        `what 127.0.0.1:${new URL(server.url).port} sent as m.gguf has SHA-256 ${right}, and MODEL_SHA256 says ${wrong}: it was thrown away`,
      );
      expect(filesIn(options.cacheDirectory)).toEqual([]);
    });

    it('is refused but kept when it is in the cache already', async () => {
      const { path } = await resolve('hf:owner/repo/m.gguf');
      await expect(resolve('hf:owner/repo/m.gguf', { sha256: [wrong] })).rejects.toThrow(/delete it to fetch it again/);
      expect(readFileSync(path)).toEqual(model);
    });

    it('is read again when it was touched since it was verified', async () => {
      const { path } = await resolve('hf:owner/repo/m.gguf', { sha256: [right] });
      writeFileSync(path, randomFile(model.length));
      await expect(resolve('hf:owner/repo/m.gguf', { sha256: [right] })).rejects.toThrow(/delete it to fetch it again/);
    });

    it('by a manifest is verified by its name', async () => {
      const manifestFile = join(options.cacheDirectory, 'SHA256SUMS');
      writeFileSync(manifestFile, `${wrong}  other.gguf\n${right} *m.gguf\n`);
      await resolve('hf:owner/repo/m.gguf', { manifestFile });
      expect(kept.notes.join()).toContain('MODEL_MANIFEST says');
      writeFileSync(manifestFile, `${wrong}  other.gguf\n`);
      await expect(resolve('hf:owner/repo/m.gguf', { manifestFile })).rejects.toThrow(/has no SHA-256 for m.gguf/);
    });

    it.each([
      [['abc'], /64 hexadecimal digits/],
      [[right, right], /MODEL_SHA256 has 2 entries, and the model has 1 files/],
    ])('wrongly says so before anything is fetched', async (sha256, reason) => {
      await expect(resolve('hf:owner/repo/m.gguf', { sha256 })).rejects.toThrow(reason);
      expect(server.requests).toEqual([]);
    });

    it('at a local path is verified where it is', async () => {
      const path = join(options.cacheDirectory, 'mine.gguf');
      writeFileSync(path, model);
      expect(await resolve(path, { sha256: [right] })).toEqual({ path, parts: [path], name: null });
      await expect(resolve(path, { sha256: [wrong] })).rejects.toThrow(/mine.gguf has SHA-256/);
      expect(filesIn(options.cacheDirectory)).toEqual(['mine.gguf']);
    });
  });

  it('without a pin says that nobody verified it', async () => {
    const { path } = await resolve('hf:owner/repo/m.gguf');
    expect(kept.notes.join()).toContain('not verified: nobody says');
    expect(JSON.parse(readFileSync(`${path}.json`, 'utf8'))).toMatchObject({
      sha256: sha256Of(model),
      comparedWith: 'nobody',
    });
  });

  it('in three files is fetched whole', async () => {
    const parts = [1, 2, 3].map((part) => ({ name: `m-0000${part}-of-00003.gguf`, bytes: randomFile(1_000 * part) }));
    for (const { name, bytes } of parts) server.put(`/owner/repo/resolve/main/${name}`, bytes);
    const { path, parts: paths } = await resolve('hf:owner/repo/m-00001-of-00003.gguf', {
      sha256: parts.map(({ bytes }) => sha256Of(bytes)),
    });
    expect(path).toBe(paths[0]);
    expect(paths.map((part) => readFileSync(part))).toEqual(parts.map(({ bytes }) => bytes));
  });

  it('in three files of which the server lacks one says so, and keeps those that came', async () => {
    server.put('/owner/repo/resolve/main/m-00001-of-00002.gguf', model);
    await expect(resolve('hf:owner/repo/m-00001-of-00002.gguf')).rejects.toThrow(/has no such file \(404\)/);
    expect(filesIn(options.cacheDirectory).sort()).toEqual(['m-00001-of-00002.gguf', 'm-00001-of-00002.gguf.json']);
  });

  it('by a local path of which parts are missing names them', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'harmonium-split-'));
    const first = join(directory, 'm-00001-of-00003.gguf');
    for (const part of [1, 3]) writeFileSync(join(directory, `m-0000${part}-of-00003.gguf`), 'x');
    await expect(resolve(first)).rejects.toThrow('1 of its 3 files are missing beside it: m-00002-of-00003.gguf');
    writeFileSync(join(directory, 'm-00002-of-00003.gguf'), 'x');
    expect((await resolve(first)).parts).toHaveLength(3);
    rmSync(directory, { recursive: true });
  });

  it('by a name that is neither known nor a file is refused with the names that are', async () => {
    await expect(resolve('gpt-oss-21b')).rejects.toThrow(
      /no such file or directory, and the known models are gpt-oss-20b, /,
    );
    await expect(resolve('/nowhere/m.gguf')).rejects.toThrow(/no such file or directory/);
    expect(server.requests).toEqual([]);
  });

  it('offline is found in the cache, or refused without asking anybody', async () => {
    await expect(resolve('hf:owner/repo/m.gguf', { isOffline: true })).rejects.toThrow(ModelFileError);
    await expect(resolve('hf:owner/repo/m.gguf', { isOffline: true })).rejects.toThrow(/MODEL_OFFLINE forbids/);
    expect(server.requests).toEqual([]);
    await resolve('hf:owner/repo/m.gguf');
    const { path } = await resolve('hf:owner/repo/m.gguf', { isOffline: true });
    expect(existsSync(path)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it('by a known name is looked for at its commit, and refused when it is not the pinned file', async () => {
    const path = '/ggml-org/gpt-oss-20b-GGUF/resolve/e1dc459feff949ff451ce107337a2026daa80df8/gpt-oss-20b-mxfp4.gguf';
    server.put(path, model);
    await expect(resolve('gpt-oss-20b')).rejects.toThrow(/and the pinned manifest says be37a636/);
    expect(server.requests.map((request) => request.path)).toEqual([path]);
    const mine = await resolve('gpt-oss-20b', { sha256: [sha256Of(model)] });
    expect(mine.name).toBe('gpt-oss-20b');
  });
});
