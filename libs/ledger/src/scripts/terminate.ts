import { END_GENERATION } from './lua-end.js';
import { NOW_MS } from './lua-time.js';
import { timelineIn, unsettledUntilRestored } from './lua-timeline.js';

/**
 * KEYS record, log, timeline, waiting, leases, followers, paused. ARGV id, lease id ('' for anyone but the holder),
 * expected sequence (0 for any), frame body, retention milliseconds, condition.
 *
 * Invariant: a log has exactly one terminal frame, and it is the last. The first caller wins, whoever it is; with it the
 * lease is revoked and the record starts to expire. A condition is looked at here, so that it holds when it counts.
 * Replies: outcome ok | already | fenced | gap | void | gone | kept | unsettled, log length.
 */
export const TERMINATE = `${NOW_MS}${END_GENERATION}${timelineIn('KEYS[3]')}
local record = redis.call('HMGET', KEYS[1], 'state', 'lease', 'leaseTimeline')
if not record[1] then return {'gone', 0} end
local length = redis.call('XLEN', KEYS[2])
if record[1] == 'finished' then
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  if last and tonumber(ARGV[3]) == length and last[2][2] == ARGV[4] then return {'ok', length} end
  return {'already', length}
end
local function hasLapsed(set)
  local score = redis.call('ZSCORE', set, ARGV[1])
  return score and tonumber(score) <= now
end
if ARGV[6] == 'client-left' and record[1] == 'paused' then return {'kept', length} end
if ARGV[6] == 'unfollowed' and not hasLapsed(KEYS[6]) then return {'kept', length} end
if ARGV[6] == 'paused-too-long' and not hasLapsed(KEYS[7]) then return {'kept', length} end
if ARGV[2] == '' then${unsettledUntilRestored('KEYS[1]')}
else
  if record[2] ~= ARGV[2] then return {'fenced', length} end
  if record[3] ~= timeline then return {'void', length} end
end
if ARGV[3] ~= '0' and tonumber(ARGV[3]) ~= length + 1 then return {'gap', length} end
redis.call('XADD', KEYS[2], string.format('%d-0', length + 1), 'f', ARGV[4])
endGeneration(KEYS[1], KEYS[2], {KEYS[4], KEYS[5], KEYS[6], KEYS[7]}, ARGV[1], ARGV[5])
return {'ok', length + 1}
`;
