import { NOW_MS } from './lua-time.js';

/**
 * KEYS open. ARGV record prefix, how many at most, milliseconds until the next look.
 *
 * Invariant: every open generation that nobody holds gets a queue job again, however its last one was lost. A lapsed
 * lease is revoked and its epoch closed, so that its holder, if it is still alive, can append no more.
 * Reply: id, epoch, model, class, id, epoch, ... of the generations to queue again.
 */
export const SWEEP = `${NOW_MS}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
local orphans = {}
for _, id in ipairs(due) do
  local key = ARGV[1] .. id
  local record = redis.call('HMGET', key, 'state', 'epoch', 'model', 'class')
  if not record[1] or record[1] == 'finished' then
    redis.call('ZREM', KEYS[1], id)
  else
    local epoch = record[2]
    if record[1] == 'running' then
      epoch = redis.call('HINCRBY', key, 'epoch', 1)
      redis.call('HSET', key, 'state', 'queued', 'lease', '')
    end
    redis.call('ZADD', KEYS[1], now + ARGV[3], id)
    for _, value in ipairs({id, epoch, record[3], record[4]}) do table.insert(orphans, value) end
  end
end
return orphans
`;
