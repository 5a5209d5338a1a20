import { END_GENERATION } from './lua-end.js';
import { NOW_MS } from './lua-time.js';
import { timelineIn } from './lua-timeline.js';

/**
 * KEYS record, log, timeline, waiting, leases, followers, paused. ARGV id, 1 if the caller follows it, 1 if the last frame
 * is terminal, retention milliseconds, first sequence, frame bodies...
 *
 * Gives a log back what a Redis that went back in time has forgotten, from those who saw it (design rule 5).
 * Invariant: what somebody was shown stays true, or it is told that it cannot. Frames are added only while nobody has taken
 * the generation in this timeline, and never in place of others. After a follower was here the log counts as whole.
 * Replies: outcome ok | unknown | gap | conflict, log length.
 */
export const RESTORE = `${NOW_MS}${END_GENERATION}${timelineIn('KEYS[3]')}
local record = redis.call('HMGET', KEYS[1], 'state', 'lease', 'leaseTimeline')
if not record[1] then return {'unknown', 0} end
local length = redis.call('XLEN', KEYS[2])
local first = tonumber(ARGV[5])
if first > length + 1 then return {'gap', length} end
local isTaken = record[1] == 'finished' or (record[2] ~= '' and record[3] == timeline)
for index = 6, #ARGV do
  local sequence = first + index - 6
  local id = string.format('%d-0', sequence)
  if sequence <= length then
    local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
    if not entry or entry[2][2] ~= ARGV[index] then return {'conflict', length} end
  elseif isTaken then
    return {'conflict', length}
  else
    redis.call('XADD', KEYS[2], id, 'f', ARGV[index])
    length = sequence
  end
end
if ARGV[2] == '1' then redis.call('HSET', KEYS[1], 'timeline', timeline) end
if ARGV[3] == '1' and record[1] ~= 'finished' then
  endGeneration(KEYS[1], KEYS[2], {KEYS[4], KEYS[5], KEYS[6], KEYS[7]}, ARGV[1], ARGV[4])
end
return {'ok', length}
`;
