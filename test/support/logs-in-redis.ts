import { withRedis } from './with-redis.js';

/** How many frames the log of each generation has, by the log's key. */
export type LogLengths = ReadonlyMap<string, number>;

/** The logs of all generations, as one Redis of this machine has them. */
export function logLengths(port: number): Promise<LogLengths> {
  return withRedis(port, async (redis) => {
    const lengths = new Map<string, number>();
    for (const key of await redis.keys('harmonium:{s*}:log:*')) lengths.set(key, await redis.xlen(key));
    return lengths;
  });
}

/** How many frames are missing in each log that was longer before; all frames of one that is gone. */
export function lostFrames(before: LogLengths, after: LogLengths): number[] {
  return [...before].map(([key, length]) => length - (after.get(key) ?? 0)).filter((lost) => lost > 0);
}
