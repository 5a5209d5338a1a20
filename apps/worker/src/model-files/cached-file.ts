import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { sha256OfFile } from './checksum.js';
import type { ExpectedHash } from './expected-hashes.js';
import { fetchFile } from './fetch-file.js';
import type { FetchTask } from './fetch-task.js';
import type { ModelFileObserver } from './model-file-options.js';
import { ModelFileError } from './model-file-error.js';
import type { RemoteFile } from './model-source.js';
import { PartFile } from './part-file.js';
import { readRecord, writeRecord } from './verification-record.js';

/** A file, where it is kept, and what it must be if that is pinned. */
export interface CachedFile {
  file: RemoteFile;
  path: string;
  expected: ExpectedHash | null;
}

/**
 * Whether the file is here and what it must be. Reads all of it only when it is pinned and was not verified since it last
 * changed. Rejects with a `ModelFileError` when another file stands in its place: it is never thrown away unasked.
 */
export async function isInCache({ file, path, expected }: CachedFile, observer: ModelFileObserver): Promise<boolean> {
  const isHere = await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (!isHere) return false;
  const record = await readRecord(path);
  if (record && record.identity !== file.identity)
    throw new ModelFileError(`${path} is in its place and is another file (${record.identity}): move that away`);
  if (!expected) return true;
  const sha256 = record?.sha256 ?? (await verifyNow(path, observer));
  if (sha256 !== expected.sha256)
    throw new ModelFileError(
      `${path} has SHA-256 ${sha256}, and ${expected.by} says ${expected.sha256}: delete it to fetch it again`,
    );
  if (record?.comparedWith !== expected.by)
    await writeRecord(path, { identity: file.identity, sha256, comparedWith: expected.by });
  return true;
}

/** Fetches the file and moves it to its place once it is verified. What fails verification is removed. */
export async function fetchIntoCache(
  { file, path, expected }: CachedFile,
  task: Omit<FetchTask, 'file' | 'part'>,
): Promise<void> {
  const { observer, signal } = task;
  const part = new PartFile(path);
  observer.note('fetching a model file', { file: basename(path), from: file.url.host, to: path });
  const toldBy = await fetchFile({ ...task, file, part });
  const sha256 = await sha256OfFile(part.path, signal);
  const wanted = expected ?? (toldBy === null ? null : { sha256: toldBy, by: file.url.host });
  if (wanted && wanted.sha256 !== sha256) {
    await part.remove();
    throw new ModelFileError(
      `what ${file.url.host} sent as ${basename(path)} has SHA-256 ${sha256}, and ${wanted.by} says ${wanted.sha256}: it was thrown away`,
    );
  }
  signal.throwIfAborted();
  await part.finish();
  await writeRecord(path, { identity: file.identity, sha256, comparedWith: wanted?.by ?? 'nobody' });
  if (wanted)
    observer.note(`verified: its SHA-256 is the one that ${wanted.by} says`, { file: basename(path), sha256 });
  else
    observer.note('not verified: nobody says what its SHA-256 should be; pin it with MODEL_SHA256', {
      file: basename(path),
      sha256,
    });
}

function verifyNow(path: string, observer: ModelFileObserver): Promise<string> {
  observer.note('reading a model file to verify it', { file: path });
  return sha256OfFile(path);
}
