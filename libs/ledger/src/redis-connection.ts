import { Redis, ReplyError } from 'ioredis';
import { ServingError } from '#protocol';
import { redisOptions } from './redis-address.js';
import { SCRIPTS, type ScriptName } from './scripts.js';

export type ScriptReply = readonly (string | number | null)[];

const COMMAND_TIMEOUT_MS = 2_000;
const RECONNECT_AT_MOST_EVERY_MS = 1_000;

/**
 * How a way that swallows everything without a word is noticed, and when it is whole again. A connection that has brought no
 * reply for three seconds is replaced: TCP itself would repeat what was lost at ever longer intervals, so that it came back
 * only after about as much time again as the way was cut, and pass on then what nobody waits for any more.
 * Three seconds are more than a command may take, and more than the second for which any command of ours blocks.
 */
const NOTICE_SILENCE = {
  socketTimeout: COMMAND_TIMEOUT_MS + 1_000,
  connectTimeout: 2_000,
  retryStrategy: reconnectDelayMs,
};

/** What keeps a caller from waiting without an end. */
const FAIL_FAST = {
  ...NOTICE_SILENCE,
  commandTimeout: COMMAND_TIMEOUT_MS,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  // ioredis 6.0.0 lets nobody see that its own subscribing failed, which ends the process: who listens subscribes again.
  autoResubscribe: false,
};

/**
 * A connection whose commands fail at once while Redis is away and after two seconds when it is silent, instead of
 * waiting without an end: who calls decides whether to refuse or to try again. It reconnects by itself.
 * A command that failed may nevertheless have been carried out; every write of the ledger can be repeated.
 * Commands of the same turn of the event loop share one round trip.
 */
export function connectRedis(url: string): Redis {
  return new Redis({ ...redisOptions(url), ...FAIL_FAST, scripts: SCRIPTS, enableAutoPipelining: true });
}

/**
 * The same without pipelining: for what is to be sent at once, for waits of less than two seconds, and for BullMQ's
 * producer, which defines its scripts when it is first used: on a connection that pipelines by itself, ioredis 6.0.0 would
 * then lose count of the replies and end the process.
 */
export function connectProducerRedis(url: string): Redis {
  return new Redis({ ...redisOptions(url), ...FAIL_FAST });
}

/** A connection for BullMQ's consumer, which blocks while it waits for work and insists on waiting for Redis to return. */
export function connectBlockingRedis(url: string): Redis {
  return new Redis({ ...redisOptions(url), ...NOTICE_SILENCE, maxRetriesPerRequest: null });
}

function reconnectDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), RECONNECT_AT_MOST_EVERY_MS) * (0.5 + Math.random() / 2);
}

/** Runs one script. Throws `ledger_unavailable` when Redis cannot be reached; the call may have been carried out. */
export async function runScript(
  redis: Redis,
  name: ScriptName,
  ...args: (string | number | Buffer)[]
): Promise<ScriptReply> {
  const script = (redis as unknown as Record<ScriptName, (...args: unknown[]) => Promise<ScriptReply>>)[name];
  return reachLedger(() => script.call(redis, ...args));
}

type Scalar = string | number | Buffer;
/** Of several in a list there may be more than the stack of a call has room for. */
export type BinaryArgument = Scalar | readonly Scalar[];

/** The same for a script whose reply holds bytes; every text in it is a `Buffer` too. */
export async function runBinaryScript(
  redis: Redis,
  name: ScriptName,
  ...args: BinaryArgument[]
): Promise<readonly (Buffer | number | null)[]> {
  const script = (redis as unknown as Record<string, (...args: unknown[]) => Promise<(Buffer | number | null)[]>>)[
    `${name}Buffer`
  ];
  if (!script) throw new Error(`There is no script ${name}`);
  return reachLedger(() => script.call(redis, ...args));
}

/** Any access to Redis, with its failure told as ours. */
export async function reachLedger<Result>(access: () => Promise<Result>): Promise<Result> {
  try {
    return await access();
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw new ServingError('ledger_unavailable', undefined, { cause: error, retryAfterSeconds: 2 });
  }
}

/** What a Redis says that is there but cannot serve at the moment; any other error reply is a mistake of ours. */
const PASSING_REPLIES = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|BUSY) /;

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error instanceof ReplyError && !PASSING_REPLIES.test(error.message);
}
