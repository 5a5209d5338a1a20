import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ModelFileOptions } from './model-file-options.js';
import { ModelFileError } from './model-file-error.js';

/** A SHA-256 that a file must have, and who says so. */
export interface ExpectedHash {
  sha256: string;
  by: 'MODEL_SHA256' | 'MODEL_MANIFEST' | 'the pinned manifest';
}

const SHA256 = /^[\da-f]{64}$/i;
/** As `sha256sum` writes it; a `*` marks what was read as binary. */
const MANIFEST_LINE = /^(?<sha256>[\da-f]{64})(?:\s+\*?(?<name>\S.*))?$/i;

/**
 * What each of these files must be, in their order; `null` where nothing is pinned. MODEL_SHA256 goes before
 * MODEL_MANIFEST, and both before the manifest of known models. Rejects with a `ModelFileError` when a pin is no
 * SHA-256, is missing for some of the files, or the manifest file cannot be read.
 */
export async function expectedHashes(
  files: readonly { name: string; sha256: string | null }[],
  { sha256, manifestFile }: Pick<ModelFileOptions, 'sha256' | 'manifestFile'>,
): Promise<(ExpectedHash | null)[]> {
  if (sha256.length > 0) return pinnedDirectly(files.length, sha256);
  if (manifestFile !== null) return pinnedByManifest(files, manifestFile);
  return files.map((file) => (file.sha256 === null ? null : { sha256: file.sha256, by: 'the pinned manifest' }));
}

function pinnedDirectly(files: number, pins: readonly string[]): ExpectedHash[] {
  if (pins.length !== files)
    throw new ModelFileError(`MODEL_SHA256 has ${pins.length} entries, and the model has ${files} files`);
  if (!pins.every((pin) => SHA256.test(pin)))
    throw new ModelFileError('MODEL_SHA256 must hold 64 hexadecimal digits for each file, separated by commas');
  return pins.map((pin) => ({ sha256: pin.toLowerCase(), by: 'MODEL_SHA256' }));
}

async function pinnedByManifest(files: readonly { name: string }[], manifestFile: string): Promise<ExpectedHash[]> {
  const hashes = parseManifest(await readManifest(manifestFile));
  return files.map(({ name }) => {
    // A manifest of one hash without a name is that of the only file.
    const sha256 = hashes.get(name) ?? (files.length === 1 && hashes.size === 1 ? hashes.get('') : undefined);
    if (sha256 === undefined) throw new ModelFileError(`MODEL_MANIFEST (${manifestFile}) has no SHA-256 for ${name}`);
    return { sha256, by: 'MODEL_MANIFEST' };
  });
}

async function readManifest(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ModelFileError(`MODEL_MANIFEST (${path}) cannot be read`, { cause: error });
  }
}

function parseManifest(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => MANIFEST_LINE.exec(line.trim())?.groups);
  return new Map(lines.flatMap((line) => (line?.['sha256'] ? [[nameIn(line), line['sha256'].toLowerCase()]] : [])));
}

function nameIn({ name }: Record<string, string | undefined>): string {
  return name === undefined ? '' : basename(name);
}
