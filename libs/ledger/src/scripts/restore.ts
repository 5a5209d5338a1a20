import { END_GENERATION } from './lua-end.js';
import { ACKNOWLEDGE_COMMANDS } from './lua-commands.js';
import { STAND_STILL_AND_GO_ON } from './lua-standing.js';
import { NOW_MS } from './lua-time.js';
import { timelineIn } from './lua-timeline.js';

/**
 * KEYS record, log, waiting, leases, followers, paused, timeline. ARGV id, 1 if the caller follows it, 1 if the last frame
 * is terminal, retention milliseconds, milliseconds for which one that was paused is kept, first sequence, then body and
 * meaning of each frame: paused, the number of the command whose effect it logs, or nothing.
 *
 * Gives a log back what a Redis that went back in time has forgotten, from those who saw it (design rule 5).
 * Invariant: what somebody was shown stays true, or it is told that it cannot. Frames are added only while nobody has taken
 * the generation in this timeline, and never in place of others. After its follower was here the log counts as whole;
 * one that was followed from several places is waited for as long as all of them have time.
 * The record follows the log: what it says of the end, of a pause and of commands is true again, so that no command has its
 * effect twice, and no number is given to two. Whoever follows it has its whole grace to say so again.
 * Replies: outcome ok | unknown | gap | conflict, log length, 1 if somebody has taken the generation in this timeline: if nobody
 * has, a log that has one of these frames has all before it.
 */
export const RESTORE = `${NOW_MS}${END_GENERATION}${ACKNOWLEDGE_COMMANDS}${STAND_STILL_AND_GO_ON}${timelineIn('KEYS[7]')}
local record = redis.call('HMGET', KEYS[1], 'state', 'lease', 'leaseTimeline', 'command', 'acknowledged', 'graceMs', 'shared')
if not record[1] then return {'unknown', 0} end
local length = redis.call('XLEN', KEYS[2])
local first = tonumber(ARGV[6])
if first > length + 1 then return {'gap', length} end
local isTaken = record[1] == 'finished' or (record[2] ~= '' and record[3] == timeline)
local change, acknowledged = '', 0
for index = 7, #ARGV, 2 do
  local sequence = first + (index - 7) / 2
  local id = string.format('%d-0', sequence)
  if sequence <= length then
    local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
    if not entry or entry[2][2] ~= ARGV[index] then return {'conflict', length} end
  elseif isTaken then
    return {'conflict', length}
  else
    redis.call('XADD', KEYS[2], id, 'f', ARGV[index])
    length = sequence
    local meaning = ARGV[index + 1]
    if tonumber(meaning) then acknowledged = tonumber(meaning) end
    change = meaning == 'paused' and 'paused' or 'resumed'
  end
end
if ARGV[2] == '1' then
  if record[7] ~= '1' then redis.call('HSET', KEYS[1], 'timeline', timeline) end
  if record[6] ~= '' then redis.call('ZADD', KEYS[5], 'XX', now + record[6], ARGV[1]) end
end
acknowledgeCommands(KEYS[1], acknowledged, tonumber(record[5] or 0), tonumber(record[4] or 0))
if change == 'paused' and record[1] ~= 'paused' then standStill(ARGV[5]) end
if change == 'resumed' and record[1] == 'paused' then queueAgain('redis', 0) end
if ARGV[3] == '1' and record[1] ~= 'finished' then
  endGeneration(KEYS[1], KEYS[2], {KEYS[3], KEYS[4], KEYS[5], KEYS[6]}, ARGV[1], ARGV[4])
end
return {'ok', length, isTaken and 1 or 0}
`;
