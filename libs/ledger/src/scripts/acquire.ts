import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, log, waiting, leases. ARGV id, epoch of the job, lease id, worker id, lease milliseconds, the worker's
 * vocabulary hash, the worker's context in tokens, the worker's adapters as a JSON list.
 *
 * Invariant: at any time at most one lease id can append. A lease is given only for the job's own epoch, while the
 * generation is queued, or when the lease before it has lapsed, and then under the next epoch; and only to a worker whose
 * token ids mean what the prompt's do, whose context holds prompt and answer, and which has the adapter.
 * Replies: granted (epoch, log length, reply address, generation JSON, prompt) | held (milliseconds left) | duplicate | gone |
 * unknown | unsuitable (the vocabulary hash, the tokens of context and the adapter that are needed).
 */
export const ACQUIRE = `${NOW_MS}
local record = redis.call('HMGET', KEYS[1], 'state', 'epoch', 'lease', 'replyTo', 'vocabulary', 'contextTokens', 'generation', 'prompt', 'adapter')
local state, epoch, lease = record[1], tonumber(record[2]), record[3]
if not state then return {'unknown'} end
if state == 'finished' then return {'gone'} end
if lease ~= ARGV[3] then
  if tonumber(ARGV[2]) ~= epoch then return {'duplicate'} end
  local adapter = record[9] or ''
  local lacksAdapter = adapter ~= ''
  for _, name in ipairs(cjson.decode(ARGV[8])) do lacksAdapter = lacksAdapter and name ~= adapter end
  if record[5] ~= ARGV[6] or tonumber(record[6]) > tonumber(ARGV[7]) or lacksAdapter then
    return {'unsuitable', record[5], tonumber(record[6]), adapter}
  end
  if state == 'running' then
    local lapses = tonumber(redis.call('ZSCORE', KEYS[4], ARGV[1]) or 0)
    if lapses > now then return {'held', lapses - now} end
    epoch = epoch + 1
  end
  redis.call('HSET', KEYS[1], 'state', 'running', 'epoch', epoch, 'lease', ARGV[3], 'worker', ARGV[4])
  redis.call('HSETNX', KEYS[1], 'startedAtMs', now)
  redis.call('ZREM', KEYS[3], ARGV[1])
end
redis.call('ZADD', KEYS[4], now + ARGV[5], ARGV[1])
return {'granted', epoch, redis.call('XLEN', KEYS[2]), record[4], record[7], record[8]}
`;
