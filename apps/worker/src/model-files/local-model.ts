import { access, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256OfFile } from './checksum.js';
import { type ExpectedHash, expectedHashes } from './expected-hashes.js';
import { KNOWN_MODELS } from './known-models.js';
import type { ModelFileObserver, ModelFileOptions } from './model-file-options.js';
import { ModelFileError } from './model-file-error.js';
import { allPartsOf } from './split-files.js';

/**
 * A model at a path of this machine, all of whose parts must lie beside the first. Its files are read and verified only
 * if their SHA-256 is pinned; nothing is written.
 */
export async function resolveLocalModel(
  path: string,
  options: ModelFileOptions,
  observer: ModelFileObserver,
): Promise<{ path: string; parts: readonly string[] }> {
  const names = allPartsOf(basename(path));
  const parts = names.length === 1 ? [path] : names.map((name) => join(dirname(path), name));
  if (parts.length > 1) await checkAllAreHere(parts);
  else await checkIsHere(path);
  const expected = await expectedHashes(
    names.map((name) => ({ name, sha256: null })),
    options,
  );
  for (const [index, part] of parts.entries()) await verify(part, expected[index] ?? null, observer);
  return { path, parts };
}

async function checkIsHere(path: string): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    if (!/^[\w.-]+$/.test(path)) throw error;
    const known = [...KNOWN_MODELS.keys()].join(', ');
    throw new ModelFileError(`there is no such file or directory, and the known models are ${known}`, { cause: error });
  }
}

async function checkAllAreHere(parts: readonly string[]): Promise<void> {
  const found = await Promise.all(parts.map((part) => stat(part).catch(() => null)));
  const missing = parts.filter((_, index) => !found[index]?.isFile());
  if (missing.length === 0) return;
  const names = missing.map((part) => basename(part)).join(', ');
  throw new ModelFileError(`${missing.length} of its ${parts.length} files are missing beside it: ${names}`);
}

async function verify(path: string, expected: ExpectedHash | null, observer: ModelFileObserver): Promise<void> {
  if (!expected) return;
  observer.note('reading a model file to verify it', { file: path });
  const sha256 = await sha256OfFile(path);
  if (sha256 !== expected.sha256)
    throw new ModelFileError(`${basename(path)} has SHA-256 ${sha256}, and ${expected.by} says ${expected.sha256}`);
  observer.note(`verified: its SHA-256 is the one that ${expected.by} says`, { file: path, sha256 });
}
