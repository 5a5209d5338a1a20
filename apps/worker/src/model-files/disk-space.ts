import { mkdir, statfs } from 'node:fs/promises';
import { types } from 'node:util';
import { formatBytes } from './format-transfer.js';
import { ModelFileError } from './model-file-error.js';

/** Rejects with the figures when so many bytes more would leave less than the reserve free in the directory. */
export async function checkDiskSpace(directory: string, wantedBytes: number, reserveBytes: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  if (freeBytes >= wantedBytes + reserveBytes) return;
  throw new ModelFileError(
    `${formatBytes(wantedBytes)} more are to be fetched and ${formatBytes(reserveBytes)} stay free, but ${directory} has only ${formatBytes(freeBytes)} left: free some, or set MODEL_CACHE to a larger disk`,
  );
}

/** What a full disk in mid-transfer is called; every other error stays what it is. */
export function explainFullDisk(error: unknown, directory: string): unknown {
  const code = types.isNativeError(error) && 'code' in error ? error.code : null;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new ModelFileError(
    `the disk of ${directory} is full: free some, or set MODEL_CACHE to a larger disk; what was fetched is kept, and the next start goes on from there`,
    { cause: error },
  );
}
