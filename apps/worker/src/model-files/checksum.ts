import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const READ_BYTES = 2 ** 20;

/** SHA-256 of all bytes on disk, hexadecimal. About a gigabyte per second; other work of the process goes on meanwhile. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  await pipeline(file, hash, ...(signal ? [{ signal }] : []));
  return hash.digest('hex');
}
