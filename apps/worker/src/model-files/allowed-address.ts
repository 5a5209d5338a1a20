import { isIPv4 } from 'node:net';
import { ModelFileError } from './model-file-error.js';

/**
 * Throws a `ModelFileError` when this address may not be asked: only `https:`, or `http:` to this machine or if allowed,
 * and never with a password in it, which would end up in messages.
 */
export function checkAddress(url: URL, allowsHttp: boolean): void {
  if (url.username || url.password)
    throw new ModelFileError(`the address of ${url.host} has a user name or password in it, which is not used`);
  if (url.protocol === 'https:') return;
  if (url.protocol === 'http:' && (allowsHttp || isThisMachine(url.hostname))) return;
  if (url.protocol === 'http:')
    throw new ModelFileError(`${url.host} would be asked without TLS: use https:, or set MODEL_ALLOW_HTTP=true`);
  throw new ModelFileError(`a ${url.protocol} address is not fetched from`);
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
