import { NOTE_DEATH } from './lua-deaths.js';
import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, log, waiting, leases. ARGV id, lease id, milliseconds until the sweeper looks, cause.
 *
 * The holder gives its generation back, to be continued from its log by another worker. A `fault` of its own is a kind of
 * death, and counts as one.
 * Invariant: afterwards nobody holds the lease and only a job of the new epoch can acquire it. A repeated call changes
 * nothing and gets the same reply, as long as nobody has taken the generation meanwhile.
 * Replies: ok (new epoch) | fenced.
 */
export const RELEASE = `${NOW_MS}${NOTE_DEATH}
local record = redis.call('HMGET', KEYS[1], 'lease', 'released', 'state', 'epoch')
if record[2] == ARGV[2] and record[3] == 'queued' then return {'ok', tonumber(record[4])} end
if record[1] ~= ARGV[2] then return {'fenced'} end
if ARGV[4] == 'fault' then noteDeath(KEYS[1], KEYS[2], false) end
if ARGV[4] == 'preempt' then redis.call('HINCRBY', KEYS[1], 'preemptions', 1) end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'state', 'queued', 'lease', '', 'released', ARGV[2], 'cause', ARGV[4], 'leftAtMs', now)
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
return {'ok', epoch}
`;
