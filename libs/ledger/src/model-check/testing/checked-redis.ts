import { Redis } from 'ioredis';
import { SCRIPTS, type ScriptName } from '../../scripts.js';
import { NOW_MS } from '../../scripts/lua-time.js';

/** The same prologue with a clock that the check moves: each walk has its own, under the prefix of its keys. */
const CHECKED_NOW_MS = `
local now = tonumber(redis.call('GET', string.match(KEYS[1], '^[^:]+') .. ':clock'))
`;

/** KEYS keys of a walk. ARGV prefix of the snapshot. Copies them with their times to live; what is not there is not there in the copy. */
const SNAPSHOT = `
for _, key in ipairs(KEYS) do
  redis.call('DEL', ARGV[1] .. key)
  redis.call('COPY', key, ARGV[1] .. key)
end
return 1
`;

/** The same the other way: a Redis that comes back with what it knew then. */
const ROLLBACK = `
for _, key in ipairs(KEYS) do
  redis.call('DEL', key)
  redis.call('COPY', ARGV[1] .. key, key)
end
return 1
`;

/** A change of one script, to see whether the check notices. */
export interface ScriptChange {
  script: ScriptName;
  find: string;
  replace: string;
}

/** Connects with the ledger's scripts, which read the check's clock. Throws when the text to be changed is not there exactly once. */
export function connectChecked(url: string, changes: readonly ScriptChange[] = []): Redis {
  const scripts = Object.fromEntries(
    Object.entries(SCRIPTS).map(([name, { lua, numberOfKeys }]) => {
      const changed = changes.filter(({ script }) => script === name).reduce(applyChange, lua);
      return [name, { lua: changed.replace(NOW_MS, () => CHECKED_NOW_MS), numberOfKeys }];
    }),
  );
  return new Redis(url, {
    scripts: { ...scripts, checkSnapshot: { lua: SNAPSHOT }, checkRollback: { lua: ROLLBACK } },
    enableAutoPipelining: true,
  });
}

function applyChange(lua: string, { script, find, replace }: ScriptChange): string {
  const parts = lua.split(find);
  if (parts.length !== 2) throw new Error(`${script} has ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

/** The two scripts of the check itself. */
export async function copyKeys(
  redis: Redis,
  which: 'checkSnapshot' | 'checkRollback',
  keys: readonly string[],
  prefix: string,
): Promise<void> {
  const call = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[which];
  await call?.call(redis, keys.length, ...keys, prefix);
}
