import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../tools/local-cluster/free-port.js';
import { RedisServer } from '../../tools/local-cluster/redis-server.js';
import { type LogLengths, logLengths } from './logs-in-redis.js';
import { withRedis } from './with-redis.js';

/** A place in what Redis wrote: what comes behind it can be lost. */
export type TailMark = string & { readonly TailMark: unique symbol };

/** Marks the present in the append-only file. */
export async function markTail(server: RedisServer): Promise<TailMark> {
  const mark = `mark-${randomUUID()}` as TailMark;
  await withRedis(server.port, (redis) => redis.set(mark, ''));
  return mark;
}

/**
 * Kills Redis and cuts everything behind the mark off its append-only file, as the loss of a machine does to what was not
 * on its disk yet; the kill alone loses nothing, since Redis writes before it replies. It is not started again.
 * Resolves to the lengths of the logs that are left, by the word of another Redis with the same data.
 */
export async function killAndLoseTail(server: RedisServer, mark: TailMark): Promise<LogLengths> {
  await server.kill();
  const file = appendOnlyFile(server.directory);
  const border = readFileSync(file).lastIndexOf(`*3\r\n$3\r\nset\r\n$${mark.length}\r\n${mark}\r\n`);
  if (border < 0) throw new Error('The append-only file does not hold the mark');
  truncateSync(file, border);
  return lengthsLeftIn(server.directory);
}

/** The file that Redis is writing: since version 7 the newest of several in a folder of their own. */
function appendOnlyFile(directory: string): string {
  const folder = join(directory, 'appendonlydir');
  if (!existsSync(folder)) return join(directory, 'appendonly.aof');
  const increments = readdirSync(folder).filter((name) => name.endsWith('.incr.aof'));
  const number = (name: string): number => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1]);
  const [newest] = increments.sort((one, other) => number(other) - number(one));
  if (newest === undefined) throw new Error(`There is no append-only file in ${folder}`);
  return join(folder, newest);
}

async function lengthsLeftIn(directory: string): Promise<LogLengths> {
  const copy = mkdtempSync(join(tmpdir(), 'harmonium-redis-'));
  cpSync(directory, copy, { recursive: true });
  const witness = new RedisServer(copy, await findFreePort());
  await witness.start();
  const left = await logLengths(witness.port);
  await witness.stop();
  rmSync(copy, { recursive: true, force: true });
  return left;
}
