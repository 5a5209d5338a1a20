import type { RedisOptions } from 'ioredis';
import { MasterConnector } from './master-connector.js';

/** As long as a Sentinel that does not answer is waited for before the next one is asked. */
const SENTINEL_ANSWERS_WITHIN_MS = 1_000;
const ASK_SENTINELS_AT_MOST_EVERY_MS = 1_000;
/** How long a former master may take to close a connection that is left. */
const LEAVE_WITHIN_MS = 500;

/**
 * How the present master is found. Without `failoverDetector` a connection would stay with a former master for ever while it
 * is frozen, and for ten seconds while it does not know yet that it is none; all that it accepts then is lost. Without a time
 * limit a frozen Sentinel would hold up everything, since ioredis has none.
 */
const BY_SENTINELS: RedisAddress = {
  Connector: MasterConnector,
  role: 'master',
  failoverDetector: true,
  disconnectTimeout: LEAVE_WITHIN_MS,
  sentinelCommandTimeout: SENTINEL_ANSWERS_WITHIN_MS,
  sentinelRetryStrategy: askAgainAfterMs,
  sentinelReconnectStrategy: askAgainAfterMs,
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
};

/** Options of ioredis that say where Redis is. How replies look is nothing an address decides. */
export type RedisAddress = Omit<RedisOptions, 'replyMapping'>;

interface Place {
  host: string;
  port?: number;
}

/**
 * What ioredis must know to reach Redis at an address of one of these forms:
 * - `redis://[user:password@]host[:port][/database]`, or `rediss://` over TLS
 * - `redis+sentinel://[user:password@]host[:port],host[:port],.../master-name[/database]`, or `rediss+sentinel://`: the
 *   hosts are Sentinels that are asked where the master is. The password is Redis's; Sentinels that want one themselves get
 *   `?sentinel-user=...&sentinel-password=...`.
 *
 * Throws an `Error` that says what is wrong and never repeats the address, which may hold a password.
 */
export function redisOptions(address: string): RedisAddress {
  const parts = /^(rediss?)(\+sentinel)?:\/\/(?:(.*)@)?([^@/?#]*)([^@?#]*)(?:\?([^@#]*))?$/i.exec(address);
  if (!parts) throw new Error('must begin with redis://, rediss://, redis+sentinel:// or rediss+sentinel://');
  const [, scheme = '', sentinel, credentials, hosts = '', path = '', query = ''] = parts;
  const isSecure = scheme.toLowerCase() === 'rediss';
  const account = readAccount(credentials);
  if (sentinel) return throughSentinels(hosts, path, query, isSecure, account);
  if (query) throw new Error('must not have a query: only the Sentinel forms have settings there');
  if (hosts.includes(',')) throw new Error('names several hosts: for Sentinels it must begin with redis+sentinel://');
  const place = readPlace(hosts, 6379);
  return {
    ...place,
    ...account,
    db: readDatabase(path.slice(1)),
    ...(isSecure && { tls: {} }),
  };
}

function throughSentinels(
  hosts: string,
  path: string,
  query: string,
  isSecure: boolean,
  account: RedisAddress,
): RedisAddress {
  const [, name, database = '', ...more] = path.split('/');
  if (!name || more.length > 0) throw new Error("must name the master behind the Sentinels' hosts, as in /mymaster");
  return {
    ...BY_SENTINELS,
    ...account,
    ...readSentinelAccount(new URLSearchParams(query)),
    sentinels: hosts.split(',').map((host) => readPlace(host, 26379)),
    name: readText(name),
    db: readDatabase(database),
    ...(isSecure && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}

function readSentinelAccount(query: URLSearchParams): RedisAddress {
  const unknown = [...query.keys()].find((key) => key !== 'sentinel-user' && key !== 'sentinel-password');
  if (unknown !== undefined)
    throw new Error(`does not understand "${unknown}", only sentinel-user and sentinel-password`);
  const [sentinelUsername, sentinelPassword] = [query.get('sentinel-user'), query.get('sentinel-password')];
  if (sentinelUsername && !sentinelPassword) throw new Error('has a sentinel-user without a sentinel-password');
  return { ...(sentinelUsername && { sentinelUsername }), ...(sentinelPassword && { sentinelPassword }) };
}

/** `user:password`, `:password`, or `user:`, which has no password and is refused. */
function readAccount(credentials: string | undefined): RedisAddress {
  if (!credentials) return {};
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(credentials) ?? [];
  if (!password) throw new Error('has a user without a password: a password alone is written as :password@');
  return { ...(user && { username: readText(user) }), password: readText(password) };
}

function readPlace(text: string, defaultPort: number): Required<Place> {
  const parts = /^(?:\[([\da-f:.%]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3] ?? defaultPort);
  if (!host) throw new Error(`has a host that cannot be read: "${text}" is not host or host:port`);
  if (port < 1 || port > 65_535) throw new Error(`has a port that is none: ${port}`);
  return { host, port };
}

function readDatabase(text: string): number {
  if (!/^\d{0,5}$/.test(text)) throw new Error(`has a database that is not a number: "${text}"`);
  return Number(text);
}

function readText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a % that is not followed by two hexadecimal digits: a % itself is written as %25');
  }
}

function askAgainAfterMs(attempt: number): number {
  return Math.min(attempt * 100, ASK_SENTINELS_AT_MOST_EVERY_MS);
}
