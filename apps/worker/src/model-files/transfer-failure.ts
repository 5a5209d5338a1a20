import { types } from 'node:util';
import { ModelFileError } from './model-file-error.js';
import { PassingFailure } from './read-answer.js';

/** Certificates do not mend themselves between two attempts. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|TLS_CERT|ERR_SSL/;
/** Failures of this machine, which asking again does not mend either. */
const LOCAL = new Set(['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG', 'EMFILE', 'EIO']);

/** What went wrong in a transfer as a `ModelFileError`, or as a `PassingFailure` when another attempt may go better. */
export function describeFailure(error: unknown, url: URL): Error {
  if (error instanceof ModelFileError || error instanceof PassingFailure) return error;
  const root = rootOf(error);
  const code = 'code' in root && typeof root.code === 'string' ? root.code : '';
  if (LOCAL.has(code)) return new ModelFileError(`it cannot be written: ${root.message}`, { cause: error });
  if (UNTRUSTED.test(code))
    return new ModelFileError(
      `the certificate of ${url.host} is not trusted (${code}): name its authority in NODE_EXTRA_CA_CERTS`,
      { cause: error },
    );
  return new PassingFailure(`${url.host} cannot be read from (${code || root.message})`, 0, { cause: error });
}

/** `fetch` wraps what happened, sometimes twice. */
function rootOf(error: unknown): Error {
  if (!types.isNativeError(error)) return new Error(String(error));
  return types.isNativeError(error.cause) ? rootOf(error.cause) : error;
}
