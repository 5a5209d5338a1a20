import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { checkDiskSpace, explainFullDisk } from './disk-space.js';
import { formatBytes } from './format-transfer.js';
import type { ModelFileObserver, ModelFileOptions } from './model-file-options.js';
import { ModelFileError } from './model-file-error.js';
import type { RemoteFile } from './model-source.js';
import { type PartFile, originOf, writeAt } from './part-file.js';
import { type FileBody, PassingFailure, readAnswer } from './read-answer.js';
import { type FileAnswer, requestFile } from './request-file.js';
import { describeFailure } from './transfer-failure.js';

const LONGEST_PAUSE_MS = 30_000;

export interface FetchTask {
  file: RemoteFile;
  part: PartFile;
  /** To be fetched after this file to the same disk. */
  laterBytes: number;
  options: ModelFileOptions;
  observer: ModelFileObserver;
  /** Ends it, for example because somebody else took the lock. */
  signal: AbortSignal;
}

/**
 * Brings the part to the whole file, going on from what is there. Failures that may pass are retried with growing
 * pauses as long as attempts bring something. Resolves to the SHA-256 that the hub tells, if it does. Rejects with a
 * `ModelFileError`; the part stays for a later call.
 */
export async function fetchFile(task: FetchTask): Promise<string | null> {
  const { file, observer } = task;
  const { fruitlessAttempts, firstPauseMs } = task.options.transfer;
  let furthest = await task.part.size();
  let fruitless = 0;
  try {
    return await pRetry(() => attempt(task), {
      retries: Infinity,
      // The pauses are below: some servers say how long theirs should be.
      minTimeout: 0,
      signal: task.signal,
      shouldRetry: ({ error }) => error instanceof PassingFailure && fruitless < fruitlessAttempts,
      onFailedAttempt: async ({ error }) => {
        if (!(error instanceof PassingFailure)) return;
        const size = await task.part.size();
        fruitless = size > furthest ? 0 : fruitless + 1;
        furthest = Math.max(furthest, size);
        observer.note('the transfer was interrupted', { file: basename(file.identity), why: error.message });
        if (fruitless < fruitlessAttempts) await pause(error.waitMs, firstPauseMs * 2 ** fruitless, task.signal);
      },
    });
  } catch (error) {
    if (!(error instanceof PassingFailure)) throw error;
    throw new ModelFileError(
      `${error.message}, and ${fruitlessAttempts} attempts in a row brought nothing: check the network, or set MODEL_MIRROR; what was fetched is kept`,
      { cause: error },
    );
  }
}

async function pause(askedMs: number, usualMs: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(askedMs, Math.min(usualMs, LONGEST_PAUSE_MS)), undefined, { signal });
}

/** One connection. A silence longer than allowed ends it, from the request to the last byte. */
async function attempt(task: FetchTask): Promise<string | null> {
  const { idleMs } = task.options.transfer;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new PassingFailure(`nothing came for ${idleMs / 1_000} s`)), idleMs);
  try {
    return await transfer(task, AbortSignal.any([silence.signal, task.signal]), () => timer.refresh());
  } catch (error) {
    task.signal.throwIfAborted();
    throw describeFailure(
      explainFullDisk(silence.signal.aborted ? silence.signal.reason : error, dirname(task.part.path)),
      task.file.url,
    );
  } finally {
    clearTimeout(timer);
  }
}

async function transfer(task: FetchTask, signal: AbortSignal, heard: () => void): Promise<string | null> {
  const { file, part, options } = task;
  const whole = await part.wholeFile(file.url);
  if (whole) return whole.contentHash;
  const resume = await part.resumePoint(file.url);
  const answer = await requestFile({
    url: file.url,
    token: file.isOnMirror ? options.token : null,
    allowsHttp: options.allowsHttp,
    resume,
    signal,
  });
  const body = readAnswer(answer, resume, file.url.host);
  if (body.type === 'body') await receive(task, body, answer, heard);
  else await answer.response.body?.cancel();
  if (body.type === 'unfit') {
    await part.remove();
    throw new PassingFailure(`${file.url.host} has another file than the one that was begun`);
  }
  // A body from its beginning may be of a file that came after the one that was begun.
  const isTheSame = body.type === 'complete' || body.fromByte > 0;
  return answer.contentHash ?? (isTheSame ? (resume?.contentHash ?? null) : null);
}

type Body = Extract<FileBody, { type: 'body' }>;

async function receive(task: FetchTask, body: Body, answer: FileAnswer, heard: () => void): Promise<void> {
  const { file, part, observer } = task;
  const { fromByte, totalBytes } = body;
  await makeRoom(task, body);
  const origin = originOf(file.url, answer.response.headers, answer.contentHash, totalBytes);
  const handle = await part.open(fromByte === 0 ? origin : null);
  let receivedBytes = fromByte;
  const name = basename(part.path, '.part');
  try {
    for await (const chunk of piecesOf(answer.response)) {
      heard();
      task.signal.throwIfAborted();
      await writeAt(handle, chunk, receivedBytes);
      receivedBytes += chunk.byteLength;
      observer.progress({ file: name, receivedBytes, totalBytes });
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (totalBytes !== null && receivedBytes !== totalBytes)
    throw new PassingFailure(`the connection ended after ${receivedBytes} of ${totalBytes} bytes`);
}

async function makeRoom({ part, file, laterBytes, options, observer }: FetchTask, body: Body): Promise<void> {
  const { fromByte } = body;
  const totalBytes = body.totalBytes ?? file.bytes;
  const there = await part.size();
  if (there > fromByte)
    observer.note('the file is fetched from its beginning: the server cannot continue, or the file has changed', {
      file: basename(file.identity),
      thrownAway: formatBytes(there),
    });
  if (fromByte > 0)
    observer.note('going on from what is there', { file: basename(file.identity), have: formatBytes(fromByte) });
  if (totalBytes === null) return;
  // What is there is written over, so its room counts as free.
  await checkDiskSpace(dirname(part.path), totalBytes - there + laterBytes, options.transfer.reserveBytes);
}

async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const pieces: AsyncIterable<Uint8Array<ArrayBuffer>> | null = body;
  if (pieces) yield* pieces;
}
