import { readFile, stat } from 'node:fs/promises';
import { writeWhole } from './part-file.js';

/** What was verified of a file in the cache, kept beside it as `<path>.json`. */
export interface VerificationRecord {
  /** What the file is, whichever mirror it came from. */
  identity: string;
  sha256: string;
  /** Who said what it should be; `nobody` when the hash is only that of what arrived. */
  comparedWith: string;
  bytes: number;
  modifiedMs: number;
  verifiedAt: string;
}

/** The record, if there is one and the file has not been touched since. */
export async function readRecord(path: string): Promise<VerificationRecord | null> {
  try {
    const record = parseRecord(JSON.parse(await readFile(`${path}.json`, 'utf8')));
    const { size, mtimeMs } = await stat(path);
    return record?.bytes === size && record.modifiedMs === mtimeMs ? record : null;
  } catch {
    return null;
  }
}

/** Writes down what was verified. A cache that cannot be written to has none, and is verified at every start. */
export async function writeRecord(
  path: string,
  verified: Pick<VerificationRecord, 'identity' | 'sha256' | 'comparedWith'>,
): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  const record = { ...verified, bytes: size, modifiedMs: mtimeMs, verifiedAt: new Date().toISOString() };
  await writeWhole(`${path}.json`, `${JSON.stringify(record, null, 2)}\n`).catch(() => undefined);
}

function parseRecord(value: unknown): VerificationRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const { identity, sha256, comparedWith, bytes, modifiedMs, verifiedAt } = value as Record<string, unknown>;
  if (typeof identity !== 'string' || typeof sha256 !== 'string' || typeof comparedWith !== 'string') return null;
  if (typeof bytes !== 'number' || typeof modifiedMs !== 'number' || typeof verifiedAt !== 'string') return null;
  return { identity, sha256, comparedWith, bytes, modifiedMs, verifiedAt };
}
