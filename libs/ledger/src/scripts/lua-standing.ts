/**
 * How a generation comes to stand still, where no job of any epoch can take it, and to wait for a worker again under a new epoch. Both take it from whoever holds it.
 * For scripts whose KEYS are record, log, waiting, leases, followers, paused, and whose ARGV[1] is the id.
 */
export const STAND_STILL_AND_GO_ON = `
local function standStill(retentionMs)
  redis.call('HSET', KEYS[1], 'state', 'paused', 'lease', '')
  for _, set in ipairs({KEYS[3], KEYS[4], KEYS[5]}) do redis.call('ZREM', set, ARGV[1]) end
  redis.call('ZADD', KEYS[6], now + retentionMs, ARGV[1])
end
local function queueAgain(cause, sweepAfterMs)
  local record = redis.call('HMGET', KEYS[1], 'model', 'class', 'graceMs', 'state')
  local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
  redis.call('HSET', KEYS[1], 'state', 'queued', 'lease', '', 'cause', cause, 'leftAtMs', now)
  redis.call('ZREM', KEYS[4], ARGV[1])
  redis.call('ZREM', KEYS[6], ARGV[1])
  redis.call('ZADD', KEYS[3], now + sweepAfterMs, ARGV[1])
  if record[4] == 'paused' and record[3] ~= '' then redis.call('ZADD', KEYS[5], now + record[3], ARGV[1]) end
  return epoch, record[1], record[2]
end
`;
