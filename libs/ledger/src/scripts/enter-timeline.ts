import { NOW_MS } from './lua-time.js';

/**
 * KEYS timeline, waiting, leases. ARGV run id of this Redis process, name of a new timeline, lease milliseconds.
 *
 * Says in which timeline this Redis lives. It is a new one when the process is not the one that the data remember, since a
 * restart or a fail-over may have lost what it had acknowledged (design rule 5).
 * Invariant: every lease of an older timeline is void from here on. Queue jobs may have been lost with the rest, so the
 * sweeper looks at everything that waits. No lease lasts longer than a new one: it may have been given by the clock of another
 * machine, which was ahead.
 * Reply: name of the timeline, whether it is new.
 */
export const ENTER_TIMELINE = `${NOW_MS}
local known = redis.call('HMGET', KEYS[1], 'run', 'token')
if known[1] == ARGV[1] then return {known[2], 0} end
redis.call('HSET', KEYS[1], 'run', ARGV[1], 'token', ARGV[2], 'sinceMs', now)
redis.call('ZUNIONSTORE', KEYS[2], 1, KEYS[2], 'WEIGHTS', 0)
local latest = now + ARGV[3]
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], latest, '+inf')) do redis.call('ZADD', KEYS[3], latest, id) end
return {ARGV[2], 1}
`;
