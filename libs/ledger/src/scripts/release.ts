import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, open. ARGV id, lease id, milliseconds until the sweeper looks.
 *
 * The holder gives its generation back, to be continued from its log by another worker.
 * Invariant: afterwards nobody holds the lease and only a job of the new epoch can acquire it.
 * Replies: ok (new epoch) | fenced.
 */
export const RELEASE = `${NOW_MS}
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] then return {'fenced'} end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'state', 'queued', 'lease', '')
redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], ARGV[1])
return {'ok', epoch}
`;
