import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ResumePoint } from './request-file.js';

/** What the file is of which a part is on disk. */
export interface PartOrigin {
  url: string;
  validator: string | null;
  contentHash: string | null;
  totalBytes: number | null;
}

/**
 * The beginning of a file that is being fetched, kept as `<path>.part`, with what is known of the file beside it. Its
 * owner holds the lock; it outlives its process.
 */
export class PartFile {
  readonly path: string;
  private readonly originPath: string;

  constructor(private readonly finalPath: string) {
    this.path = `${finalPath}.part`;
    this.originPath = `${finalPath}.part.json`;
  }

  /** Bytes on disk. */
  async size(): Promise<number> {
    return (await stat(this.path).catch(() => null))?.size ?? 0;
  }

  /** What is known of the file when all of it is on disk, or `null`. */
  async wholeFile(url: URL): Promise<PartOrigin | null> {
    const size = await this.size();
    const origin = await this.readOrigin();
    return size > 0 && origin?.url === showPath(url) && origin.totalBytes === size ? origin : null;
  }

  /** Where to go on, or `null` when the file has to be fetched from its beginning. */
  async resumePoint(url: URL): Promise<ResumePoint | null> {
    const fromByte = await this.size();
    const origin = await this.readOrigin();
    if (fromByte === 0 || origin?.url !== showPath(url) || !origin.validator) return null;
    const { validator, contentHash, totalBytes } = origin;
    if (totalBytes !== null && fromByte > totalBytes) return null;
    return { fromByte, validator, contentHash, totalBytes };
  }

  /** Opens it for writing; with an origin it is emptied first and is then a part of that file. */
  async open(origin: PartOrigin | null): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true });
    if (origin === null) return open(this.path, 'r+');
    await rm(this.originPath, { force: true });
    const handle = await open(this.path, 'w');
    await writeWhole(this.originPath, JSON.stringify(origin));
    return handle;
  }

  /** Moves it to where it is wanted, in one step: whoever sees it there sees all of it. */
  async finish(): Promise<void> {
    await syncPath(this.path);
    await rename(this.path, this.finalPath);
    await syncPath(dirname(this.finalPath));
    await rm(this.originPath, { force: true });
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.originPath, { force: true });
  }

  private async readOrigin(): Promise<PartOrigin | null> {
    try {
      return parseOrigin(JSON.parse(await readFile(this.originPath, 'utf8')));
    } catch {
      return null;
    }
  }
}

/** What a response says the file is; `showPath` because a query may hold a signature. */
export function originOf(
  url: URL,
  headers: Headers,
  contentHash: string | null,
  totalBytes: number | null,
): PartOrigin {
  const etag = headers.get('etag');
  // A weak tag says that the content means the same, not that its bytes are.
  const validator = etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  return { url: showPath(url), validator, contentHash, totalBytes };
}

function showPath({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function parseOrigin(value: unknown): PartOrigin | null {
  if (typeof value !== 'object' || value === null) return null;
  const { url, validator, contentHash, totalBytes } = value as Record<string, unknown>;
  if (typeof url !== 'string') return null;
  return {
    url,
    validator: typeof validator === 'string' ? validator : null,
    contentHash: typeof contentHash === 'string' ? contentHash : null,
    totalBytes: typeof totalBytes === 'number' ? totalBytes : null,
  };
}

/**
 * Writes all of it at this byte. Never just behind what is there: a process that was frozen, and thaws when another one
 * has gone on in its place, then writes what is there anyway.
 */
export async function writeAt(handle: FileHandle, piece: Uint8Array, atByte: number): Promise<void> {
  let written = 0;
  while (written < piece.byteLength)
    written += (await handle.write(piece, written, piece.byteLength - written, atByte + written)).bytesWritten;
}

/** Writes a small file so that nobody ever reads half of it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const handle = await open(`${path}.new`, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
