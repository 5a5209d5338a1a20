import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** A value of ours as it is kept in Redis: conversations repeat themselves, and memory is dear there. */
export async function compressJson(value: unknown): Promise<Buffer> {
  return compressText(JSON.stringify(value));
}

/** The same of what is JSON already. */
export async function compressText(json: string | Buffer): Promise<Buffer> {
  return compress(json);
}

/** The inverse. Only ever given what we wrote ourselves. */
export async function decompressJson<Value>(bytes: Buffer): Promise<Value> {
  return JSON.parse((await decompress(bytes)).toString()) as Value;
}
