import { NOW_MS } from './lua-time.js';

/**
 * KEYS waiting, leases. ARGV record prefix, how many of each at most, milliseconds until the next look.
 *
 * Invariant: every open generation that nobody holds gets a queue job again, however its last one was lost. A lapsed
 * lease is revoked and its epoch closed, so that its holder, if it is still alive, can append no more. Lapsed leases come
 * first: however many generations wait, those that were started go on at once.
 * Reply: id, epoch, model, class, id, epoch, ... of the generations to queue again.
 */
export const SWEEP = `${NOW_MS}
local orphans = {}
local function queueAgain(id, wasHeld)
  local key = ARGV[1] .. id
  local record = redis.call('HMGET', key, 'state', 'epoch', 'model', 'class')
  redis.call('ZREM', KEYS[2], id)
  if not record[1] or record[1] == 'finished' then
    redis.call('ZREM', KEYS[1], id)
    return
  end
  local epoch = record[2]
  if wasHeld then
    epoch = redis.call('HINCRBY', key, 'epoch', 1)
    redis.call('HSET', key, 'state', 'queued', 'lease', '')
  end
  redis.call('ZADD', KEYS[1], now + ARGV[3], id)
  for _, value in ipairs({id, epoch, record[3], record[4]}) do table.insert(orphans, value) end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[2])) do queueAgain(id, true) end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])) do queueAgain(id, false) end
return orphans
`;
