import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, waiting, leases. ARGV id, lease id, milliseconds until the sweeper looks.
 *
 * The holder gives its generation back, to be continued from its log by another worker.
 * Invariant: afterwards nobody holds the lease and only a job of the new epoch can acquire it. A repeated call changes
 * nothing and gets the same reply, as long as nobody has taken the generation meanwhile.
 * Replies: ok (new epoch) | fenced.
 */
export const RELEASE = `${NOW_MS}
local record = redis.call('HMGET', KEYS[1], 'lease', 'released', 'state', 'epoch')
if record[2] == ARGV[2] and record[3] == 'queued' then return {'ok', tonumber(record[4])} end
if record[1] ~= ARGV[2] then return {'fenced'} end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'state', 'queued', 'lease', '', 'released', ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
return {'ok', epoch}
`;
