import { basename, dirname } from 'node:path';
import { checkDiskSpace } from './disk-space.js';
import type { FetchTask } from './fetch-task.js';
import { formatBytes } from './format-transfer.js';
import { ModelFileError } from './model-file-error.js';
import { originOf, writeAt } from './part-file.js';
import { type FileBody, PassingFailure } from './read-answer.js';
import type { FileAnswer } from './request-file.js';

type Body = Extract<FileBody, { type: 'body' }>;

/**
 * Writes what comes to the part, calling `heard` for each piece of it. Rejects with a `PassingFailure` when it ends too
 * early, and with a `ModelFileError` when it has more bytes than the file, whose part is thrown away then.
 */
export async function receiveBody(task: FetchTask, body: Body, answer: FileAnswer, heard: () => void): Promise<void> {
  const { file, part, observer } = task;
  const { fromByte, totalBytes } = body;
  await makeRoom(task, body);
  const origin = originOf(file.url, answer.response.headers, answer.contentHash, totalBytes);
  const handle = await part.open(fromByte === 0 ? origin : null);
  const mostBytes = totalBytes ?? file.bytes ?? Infinity;
  let receivedBytes = fromByte;
  const name = basename(part.path, '.part');
  try {
    for await (const chunk of piecesOf(answer.response)) {
      heard();
      task.signal.throwIfAborted();
      if (receivedBytes + chunk.byteLength > mostBytes) throw await refuseExcess(task, mostBytes);
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

/** Another file than was announced: going on from what came of it would bring the same again. */
async function refuseExcess({ file, part }: FetchTask, mostBytes: number): Promise<ModelFileError> {
  await part.remove();
  return new ModelFileError(
    `${file.url.host} sends more than the ${mostBytes} bytes that ${basename(file.identity)} has: what came was thrown away`,
  );
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
