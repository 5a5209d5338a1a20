import { ACKNOWLEDGE_COMMANDS } from './lua-commands.js';
import { NOW_MS } from './lua-time.js';
import { timelineIn } from './lua-timeline.js';

/**
 * KEYS record, log, leases, timeline. ARGV id, lease id, lease milliseconds, number of the command whose effect the last
 * of these frames logs (0 for none), first sequence, frame bodies...
 *
 * Invariant: the log only grows, without gaps, by the holder of the lease, in the timeline in which it got it. Frames that
 * are already there must be identical, so a call whose reply was lost may be made again; it also renews the lease. A
 * command is acknowledged together with its effect or not at all, and is then given to nobody any more.
 * Replies: outcome ok | gap | fenced | conflict | void, log length, number of the latest command, reply address.
 */
export const APPEND = `${NOW_MS}${ACKNOWLEDGE_COMMANDS}${timelineIn('KEYS[4]')}
local length = redis.call('XLEN', KEYS[2])
local held = redis.call('HMGET', KEYS[1], 'lease', 'leaseTimeline', 'command', 'replyTo', 'acknowledged')
local function reply(outcome) return {outcome, length, tonumber(held[3] or 0), held[4] or ''} end
if held[1] ~= ARGV[2] then return reply('fenced') end
if held[2] ~= timeline then return reply('void') end
local first = tonumber(ARGV[5])
if first > length + 1 then return reply('gap') end
for index = 6, #ARGV do
  local sequence = first + index - 6
  local id = string.format('%d-0', sequence)
  if sequence <= length then
    local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
    if not entry or entry[2][2] ~= ARGV[index] then return reply('conflict') end
  else
    redis.call('XADD', KEYS[2], id, 'f', ARGV[index])
    length = sequence
  end
end
acknowledgeCommands(KEYS[1], tonumber(ARGV[4]), tonumber(held[5] or 0), tonumber(held[3] or 0))
redis.call('ZADD', KEYS[3], 'XX', now + ARGV[3], ARGV[1])
return reply('ok')
`;
