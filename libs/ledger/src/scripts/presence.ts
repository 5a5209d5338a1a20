import { NOW_MS } from './lua-time.js';

/**
 * KEYS members, heartbeats. ARGV member id, JSON, milliseconds after which a silent member is forgotten.
 * Invariant: a member that stopped beating disappears without anybody's help.
 */
export const HEARTBEAT = `${NOW_MS}
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[1])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3], 'LIMIT', 0, 1000)) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
return {'ok'}
`;

/** KEYS members, heartbeats. ARGV milliseconds of silence after which a member does not count. Reply: JSON of the others. */
export const LIVE_MEMBERS = `${NOW_MS}
local live = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], now - ARGV[1], '+inf')) do
  table.insert(live, redis.call('HGET', KEYS[1], id))
end
return live
`;
