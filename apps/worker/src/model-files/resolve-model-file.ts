import { dirname, join, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { checkAddress } from './allowed-address.js';
import { LockLost, withCacheLock } from './cache-lock.js';
import { type CachedFile, fetchIntoCache, isInCache } from './cached-file.js';
import { expectedHashes } from './expected-hashes.js';
import { resolveLocalModel } from './local-model.js';
import type { ModelFileObserver, ModelFileOptions } from './model-file-options.js';
import { ModelFileError } from './model-file-error.js';
import { type RemoteFile, parseModelSource, showSource } from './model-source.js';

/** A model whose files are all on this machine. */
export interface ResolvedModel {
  /** The file to open: the only one, or the first of several that lie side by side. */
  path: string;
  parts: readonly string[];
  /** The known name it was asked for by, as `gpt-oss-20b`. */
  name: string | null;
}

/**
 * Finds a model's files, fetching and verifying what is not here yet. A local path never leads to the network, nor does
 * what is in the cache already. Rejects with a `ModelFileError` whose sentence says what to do.
 */
export async function resolveModelFile(
  source: string,
  options: ModelFileOptions,
  observer: ModelFileObserver,
): Promise<ResolvedModel> {
  const parsed = parseModelSource(source, options.mirror);
  if (parsed.type === 'local') return { ...(await resolveLocalModel(parsed.path, options, observer)), name: null };
  const files = await placeFiles(parsed.parts, options);
  await bringHere(source, files, options, observer);
  const [first, ...others] = files.map(({ path }) => path);
  if (first === undefined) throw new ModelFileError('it has no files');
  return { path: first, parts: [first, ...others], name: parsed.name };
}

async function placeFiles(parts: readonly RemoteFile[], options: ModelFileOptions): Promise<CachedFile[]> {
  const named = parts.map((file) => ({ name: file.identity.split('/').at(-1) ?? '', sha256: file.sha256 }));
  const expected = await expectedHashes(named, options);
  return parts.map((file, index) => ({
    file,
    path: resolve(join(options.cacheDirectory, options.layout === 'flat' ? (named[index]?.name ?? '') : file.identity)),
    expected: expected[index] ?? null,
  }));
}

async function bringHere(
  source: string,
  files: readonly CachedFile[],
  options: ModelFileOptions,
  observer: ModelFileObserver,
): Promise<void> {
  const [first] = files;
  if (!first || (await areAllHere(files, observer))) return;
  if (options.isOffline)
    throw new ModelFileError(`it is not in ${dirname(first.path)}, and MODEL_OFFLINE forbids to fetch it`);
  for (const { file } of files) checkAddress(file.url, options.allowsHttp);
  const wait = (): void =>
    observer.note('another process is fetching the model; waiting for it', { source: showSource(source) });
  const fetchMissing = (signal: AbortSignal): Promise<void> => fetchAll(files, options, observer, signal);
  await withCacheLock({ path: first.path, deadAfterMs: options.transfer.deadAfterMs }, wait, fetchMissing).catch(
    (error: unknown) => {
      if (!(error instanceof LockLost)) throw error;
      observer.note(error.message);
      return bringHere(source, files, options, observer);
    },
  );
}

async function fetchAll(
  files: readonly CachedFile[],
  options: ModelFileOptions,
  observer: ModelFileObserver,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, file] of files.entries()) {
    // Whoever held the lock before may have fetched it.
    if (await isInCache(file, observer)) continue;
    const laterBytes = await missingBytes(files.slice(index + 1));
    await fetchIntoCache(file, { laterBytes, options, observer, signal });
  }
}

async function areAllHere(files: readonly CachedFile[], observer: ModelFileObserver): Promise<boolean> {
  for (const file of files) if (!(await isInCache(file, observer))) return false;
  return true;
}

/** What is known to be needed for these files. */
async function missingBytes(files: readonly CachedFile[]): Promise<number> {
  const bytes = files.map(async ({ file, path }) => {
    const isHere = await stat(path).then(
      () => true,
      () => false,
    );
    return isHere ? 0 : (file.bytes ?? 0);
  });
  return (await Promise.all(bytes)).reduce((sum, size) => sum + size, 0);
}
