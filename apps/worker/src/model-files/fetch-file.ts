import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { explainFullDisk } from './disk-space.js';
import type { FetchTask } from './fetch-task.js';
import { ModelFileError } from './model-file-error.js';
import { PassingFailure, readAnswer } from './read-answer.js';
import { receiveBody } from './receive-body.js';
import { requestFile } from './request-file.js';
import { describeFailure } from './transfer-failure.js';

const LONGEST_PAUSE_MS = 30_000;

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
  if (body.type === 'body') await receiveBody(task, body, answer, heard);
  else await answer.response.body?.cancel();
  if (body.type === 'unfit') {
    await part.remove();
    throw new PassingFailure(`${file.url.host} has another file than the one that was begun`);
  }
  // A body from its beginning may be of a file that came after the one that was begun.
  const isTheSame = body.type === 'complete' || body.fromByte > 0;
  return answer.contentHash ?? (isTheSame ? (resume?.contentHash ?? null) : null);
}
