import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KNOWN_MODELS, type KnownModel } from './known-models.js';
import { ModelFileError } from './model-file-error.js';
import { allPartsOf } from './split-files.js';

/** Where a model is: on this machine, or somewhere else in one or more files. */
export type ModelSource =
  { type: 'local'; path: string } | { type: 'remote'; name: string | null; parts: readonly RemoteFile[] };

export interface RemoteFile {
  url: URL;
  /** Of the mirror, and so allowed to see the token. */
  isOnMirror: boolean;
  /** Relative, made only of checked names: says what the file is, whichever mirror it comes from. */
  identity: string;
  /** From the manifest of known models. */
  bytes: number | null;
  sha256: string | null;
}

const LONGEST_SOURCE = 2_048;
/** A file system allows 255 bytes; the names of a download's companions are longer by some. */
const LONGEST_NAME_BYTES = 230;
const HUB_SOURCE = /^hf:(?<owner>[^/@]+)\/(?<repository>[^/@]+)(?:@(?<revision>[^/]+))?\/(?<file>.+)$/;
const HUB_NAME = /^\w[\w.-]{0,95}$/;
const SCHEME = /^[a-z][a-z\d+.-]+:/i;

/**
 * Understands what a user names as a model: a path, `file:`, `https:` or `http:`, `hf:owner/repository[@revision]/file`,
 * or a known name. Nothing is looked up. Throws a `ModelFileError` for what it cannot be.
 */
export function parseModelSource(text: string, mirror: URL): ModelSource {
  if (text.length > LONGEST_SOURCE) throw new ModelFileError(`its name has more than ${LONGEST_SOURCE} characters`);
  if (text.includes('\0')) throw new ModelFileError('its name holds a NUL character');
  const known = KNOWN_MODELS.get(text);
  if (known) return { type: 'remote', name: text, parts: knownFiles(known, mirror) };
  if (!SCHEME.test(text)) return { type: 'local', path: text };
  if (/^hf:/.test(text)) return { type: 'remote', name: null, parts: hubFiles(text, mirror) };
  if (/^https?:/i.test(text)) return { type: 'remote', name: null, parts: webFiles(parseUrl(text)) };
  if (/^file:/i.test(text)) return { type: 'local', path: toLocalPath(text) };
  throw new ModelFileError('it can be a path, file:, https:, hf:owner/repository/file.gguf or a known name');
}

/** The source as it may stand in logs: without what a URL may carry of passwords and signatures. */
export function showSource(text: string): string {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return text;
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}

function knownFiles({ repository, revision, files }: KnownModel, mirror: URL): RemoteFile[] {
  return files.map(({ name, bytes, sha256 }) => ({ ...hubFile(mirror, repository, revision, name), bytes, sha256 }));
}

function hubFiles(text: string, mirror: URL): RemoteFile[] {
  const { owner, repository, revision = 'main', file } = HUB_SOURCE.exec(text)?.groups ?? {};
  if (!owner || !repository || !file)
    throw new ModelFileError('hf: wants hf:owner/repository/file.gguf or hf:owner/repository@revision/file.gguf');
  for (const name of [owner, repository, revision])
    if (!HUB_NAME.test(name) || name.includes('..'))
      throw new ModelFileError(`${JSON.stringify(name)} is not the name of an owner, repository or revision`);
  return partsOf(file.split('/')).map((path) => hubFile(mirror, `${owner}/${repository}`, revision, path.join('/')));
}

function hubFile(mirror: URL, repository: string, revision: string, file: string): RemoteFile {
  const path = file.split('/').map(encodeURIComponent).join('/');
  const base = mirror.href.replace(/\/+$/, '');
  return {
    url: new URL(`${base}/${repository}/resolve/${revision}/${path}`),
    isOnMirror: true,
    identity: posix.join('hf', repository, revision, file),
    bytes: null,
    sha256: null,
  };
}

function webFiles(url: URL): RemoteFile[] {
  const place = ['web', url.host.replace(/[^\w.-]/g, '_'), ...(url.search ? [fingerprint(url.search)] : [])];
  return partsOf(url.pathname.slice(1).split('/').map(decodeSegment)).map((path) => {
    const partUrl = new URL(url);
    partUrl.pathname = `/${path.map(encodeURIComponent).join('/')}`;
    return {
      url: partUrl,
      isOnMirror: false,
      identity: posix.join(...place, ...path),
      bytes: null,
      sha256: null,
    };
  });
}

/** The paths of all parts of a model, given that of the first; every name is one that is safe as a name on disk. */
function partsOf(path: readonly string[]): string[][] {
  for (const name of path) checkName(name);
  const fileName = path.at(-1) ?? '';
  if (!fileName.endsWith('.gguf')) throw new ModelFileError(`"${fileName}" is not the name of a .gguf file`);
  return allPartsOf(fileName).map((part) => [...path.slice(0, -1), part]);
}

function checkName(name: string): void {
  const isPlain = name !== '' && name !== '.' && name !== '..' && !/[\p{Cc}/\\]/u.test(name);
  if (isPlain && Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return;
  throw new ModelFileError(`${JSON.stringify(name.slice(0, 40))} cannot be a name in the path of a model file`);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ModelFileError(`"${segment.slice(0, 40)}" is not properly percent-encoded`);
  }
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new ModelFileError('it is not a proper URL');
  const url = new URL(text);
  url.hash = '';
  return url;
}

function toLocalPath(text: string): string {
  try {
    return fileURLToPath(text);
  } catch {
    throw new ModelFileError('a file: URL must be file:///path/on/this/machine');
  }
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
