import { ModelFileError } from './model-file-error.js';
import type { FileAnswer, ResumePoint } from './request-file.js';

/** What an answer to a file request means for what is on disk. */
export type FileBody =
  /** Its body goes behind the first `fromByte` bytes; 0 means from the beginning. */
  | { type: 'body'; fromByte: number; totalBytes: number | null }
  /** All of it is on disk already. */
  | { type: 'complete'; totalBytes: number }
  /** What is on disk does not fit this file: ask for all of it. */
  | { type: 'unfit' };

/** It may go better next time. */
export class PassingFailure extends Error {
  constructor(
    message: string,
    /** What the server asks to wait; 0 when it does not say. */
    readonly waitMs = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'PassingFailure';
  }
}

const LONGEST_WAIT_MS = 120_000;

/** Reads status and headers. Throws `PassingFailure` or `ModelFileError` when it brings no file. */
export function readAnswer(answer: FileAnswer, resume: ResumePoint | null, host: string): FileBody {
  const { status, headers } = answer.response;
  if (status === 200 || status === 206) refuseCompressed(headers, host);
  if (status === 200) return { type: 'body', fromByte: 0, totalBytes: toBytes(headers.get('content-length')) };
  if (resume && status === 206) return isOfAnotherFile(answer, resume) ? { type: 'unfit' } : readRange(headers, resume);
  if (resume && status === 416) return readUnsatisfied(headers, resume);
  if (status === 408 || status === 429 || status >= 500)
    throw new PassingFailure(`${host} answers with ${status}`, toWaitMs(headers.get('retry-after')));
  throw new ModelFileError(explainRefusal(status, host));
}

/** For servers that send a range whatever `If-Range` says. */
function isOfAnotherFile({ response, contentHash }: FileAnswer, resume: ResumePoint): boolean {
  if (contentHash !== null && resume.contentHash !== null) return contentHash !== resume.contentHash;
  const validator = response.headers.get(resume.validator.startsWith('"') ? 'etag' : 'last-modified');
  return validator !== null && validator !== resume.validator;
}

function readRange(headers: Headers, resume: ResumePoint): FileBody {
  const { fromByte } = resume;
  const { first, total } = /^bytes (?<first>\d+)-\d+\/(?<total>\d+|\*)$/.exec(headers.get('content-range') ?? '')
    ?.groups ?? { first: '' };
  if (Number(first) !== fromByte || first === '') return { type: 'unfit' };
  const totalBytes = toBytes(total ?? null) ?? resume.totalBytes;
  if (resume.totalBytes !== null && totalBytes !== resume.totalBytes) return { type: 'unfit' };
  return { type: 'body', fromByte, totalBytes };
}

function readUnsatisfied(headers: Headers, { fromByte }: ResumePoint): FileBody {
  const total = toBytes(/^bytes \*\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? null);
  return total === fromByte ? { type: 'complete', totalBytes: total } : { type: 'unfit' };
}

function explainRefusal(status: number, host: string): string {
  if (status === 401 || status === 403)
    return `${host} refuses access (${status}): it does not exist, or needs a token that may read it; HF_TOKEN is sent for hf: sources`;
  if (status === 404 || status === 410)
    return `${host} has no such file (${status}): check owner, repository, revision and file name`;
  return `${host} answers with ${status}, which brings no file`;
}

function refuseCompressed(headers: Headers, host: string): void {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    throw new ModelFileError(`${host} sends the file compressed (${encoding}) although that was declined`);
}

function toBytes(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function toWaitMs(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0) * 1_000, LONGEST_WAIT_MS) : 0;
}
