import { checkAddress } from './allowed-address.js';
import { HUB_TOKEN_FORM, isHubToken } from './hub-token.js';
import { ModelFileError } from './model-file-error.js';

const MOST_REDIRECTS = 10;
const SHA256 = /^[\da-f]{64}$/;

/** Which bytes to ask for: those from `fromByte` on, if the file is still the one it was. */
export interface ResumePoint {
  fromByte: number;
  /** An `ETag`, or a `Last-Modified` date, of the server that sent what is there. */
  validator: string;
  /** What the hub said the SHA-256 of the whole file is. */
  contentHash: string | null;
  /** How long the server that sent what is there said the whole file is. */
  totalBytes: number | null;
}

export interface FileRequest {
  url: URL;
  /** For the first host only. */
  token: string | null;
  allowsHttp: boolean;
  resume: ResumePoint | null;
  signal: AbortSignal;
}

export interface FileAnswer {
  response: Response;
  /** SHA-256 of the file as Hugging Face tells it in `x-linked-etag`, on the way to where the bytes are. */
  contentHash: string | null;
}

/**
 * Asks for a file and follows redirects, each of which must be an allowed address. Another host never sees the token.
 * The answer may have any other status; its body is not read yet.
 */
export async function requestFile(request: FileRequest): Promise<FileAnswer> {
  // `fetch` repeats a header that it refuses in its error.
  if (request.token !== null && !isHubToken(request.token))
    throw new ModelFileError(`HF_TOKEN must be ${HUB_TOKEN_FORM}`);
  let url = request.url;
  let contentHash: string | null = null;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    checkAddress(url, request.allowsHttp);
    const headers = headersFor(request, url, contentHash);
    const response = await fetch(url, { redirect: 'manual', headers, signal: request.signal });
    contentHash ??= readContentHash(response.headers);
    const location = response.headers.get('location');
    if (location === null || response.status < 301 || response.status > 308) return { response, contentHash };
    await response.body?.cancel();
    url = followRedirect(url, location, request.allowsHttp);
  }
  throw new ModelFileError(`${request.url.host} redirects more than ${MOST_REDIRECTS} times`);
}

function headersFor({ url: first, token, resume }: FileRequest, url: URL, contentHash: string | null) {
  const isSameFile = resume !== null && resume.contentHash !== null && resume.contentHash === contentHash;
  return {
    // A compressed body could neither be measured nor resumed.
    'accept-encoding': 'identity',
    'user-agent': 'harmonium',
    ...(token !== null && url.origin === first.origin && { authorization: `Bearer ${token}` }),
    ...(resume && { range: `bytes=${resume.fromByte}-` }),
    // Where the hub vouches for the content, another edge server's tag does not matter.
    ...(resume && !isSameFile && { 'if-range': resume.validator }),
  };
}

function followRedirect(from: URL, location: string, allowsHttp: boolean): URL {
  if (!URL.canParse(location, from.href))
    throw new ModelFileError(`${from.host} redirects to something that is no address`);
  const to = new URL(location, from);
  if (from.protocol === 'https:' && to.protocol !== 'https:' && !allowsHttp)
    throw new ModelFileError(`${from.host} redirects from https: to ${to.protocol}//${to.host}, which is not followed`);
  return to;
}

function readContentHash(headers: Headers): string | null {
  const hash = headers.get('x-linked-etag')?.replaceAll('"', '').toLowerCase();
  return hash && SHA256.test(hash) ? hash : null;
}
