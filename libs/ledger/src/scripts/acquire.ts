import { NOTE_DEATH, POISONOUS_AFTER_DEATHS, SUSPECT_AFTER_DEATHS } from './lua-deaths.js';
import { NOW_MS } from './lua-time.js';
import { RECOVERY_MS, timelineIn } from './lua-timeline.js';

/**
 * KEYS record, log, waiting, leases, timeline. ARGV id, epoch of the job, lease id, worker id, lease milliseconds, the
 * worker's vocabulary hash, the worker's context in tokens, the worker's adapters as a JSON list, 1 if it runs nothing else.
 *
 * Invariant: at any time at most one lease id can append. A lease is given only for the job's own epoch, while the
 * generation is queued, or when the lease before it has lapsed, and then under the next epoch; only in a timeline in which
 * its log is known to be whole; and only to a worker whose token ids mean what the prompt's do, whose context holds prompt
 * and answer, and which has the adapter.
 * Replies: granted (epoch, timeline, log length, reply address, generation JSON, prompt, preemptions, why and how many
 * milliseconds ago it left its last worker, then number and JSON of each command without an effect) | held (milliseconds left) |
 * duplicate | gone | unknown | recovering (milliseconds left) | suspect | poisonous |
 * unsuitable (the vocabulary hash, the tokens of context and the adapter that are needed).
 */
export const ACQUIRE = `${NOW_MS}${NOTE_DEATH}${timelineIn('KEYS[5]')}
local record = redis.call('HMGET', KEYS[1], 'state', 'epoch', 'lease', 'leaseTimeline', 'timeline', 'vocabulary', 'contextTokens', 'adapter')
local state, epoch, lease = record[1], tonumber(record[2]), record[3]
if not state then return {'unknown'} end
if state == 'finished' then return {'gone'} end
if state == 'paused' then return {'duplicate'} end
if lease ~= ARGV[3] or record[4] ~= timeline then
  if tonumber(ARGV[2]) ~= epoch then return {'duplicate'} end
  if record[5] ~= timeline and isRecovering then return {'recovering', tonumber(timelineSince) + ${RECOVERY_MS} - now} end
  local adapter = record[8] or ''
  local lacksAdapter = adapter ~= ''
  for _, name in ipairs(cjson.decode(ARGV[8])) do lacksAdapter = lacksAdapter and name ~= adapter end
  if record[6] ~= ARGV[6] or tonumber(record[7]) > tonumber(ARGV[7]) or lacksAdapter then
    return {'unsuitable', record[6], tonumber(record[7]), adapter}
  end
  if state == 'running' then
    local lapses = tonumber(redis.call('ZSCORE', KEYS[4], ARGV[1]) or 0)
    if lapses > now then return {'held', lapses - now} end
    noteDeath(KEYS[1], KEYS[2], record[4] ~= timeline)
    epoch = epoch + 1
    redis.call('HSET', KEYS[1], 'state', 'queued', 'epoch', epoch, 'lease', '', 'cause', 'death', 'leftAtMs', lapses - ARGV[5])
    redis.call('ZREM', KEYS[4], ARGV[1])
    redis.call('ZADD', KEYS[3], now, ARGV[1])
  end
  local deaths = tonumber(redis.call('HGET', KEYS[1], 'deaths') or 0)
  if deaths >= ${POISONOUS_AFTER_DEATHS} then return {'poisonous'} end
  if deaths >= ${SUSPECT_AFTER_DEATHS} and ARGV[9] ~= '1' then return {'suspect'} end
  redis.call('HSET', KEYS[1], 'state', 'running', 'lease', ARGV[3], 'leaseTimeline', timeline, 'timeline', timeline,
    'worker', ARGV[4], 'released', '', 'lengthAtAcquire', redis.call('XLEN', KEYS[2]))
  redis.call('HSETNX', KEYS[1], 'startedAtMs', now)
  redis.call('ZREM', KEYS[3], ARGV[1])
end
redis.call('ZADD', KEYS[4], now + ARGV[5], ARGV[1])
local rest = redis.call('HMGET', KEYS[1], 'replyTo', 'generation', 'prompt', 'preemptions', 'cause', 'leftAtMs', 'acknowledged', 'command')
local reply = {'granted', epoch, timeline, redis.call('XLEN', KEYS[2]), rest[1], rest[2], rest[3],
  tonumber(rest[4] or 0), rest[5] or '', now - tonumber(rest[6] or now)}
for number = tonumber(rest[7] or 0) + 1, tonumber(rest[8] or 0) do
  table.insert(reply, number)
  table.insert(reply, redis.call('HGET', KEYS[1], 'command:' .. number))
end
return reply
`;
