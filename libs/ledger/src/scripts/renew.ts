import { NOW_MS } from './lua-time.js';
import { timelineIn } from './lua-timeline.js';

/**
 * KEYS record, leases, timeline. ARGV id, lease id, lease milliseconds.
 *
 * Invariant: only the present holder can prolong its lease; anyone else learns that it has lost it.
 * Replies: outcome ok | fenced | void, number of the latest command, reply address.
 */
export const RENEW = `${NOW_MS}${timelineIn('KEYS[3]')}
local held = redis.call('HMGET', KEYS[1], 'lease', 'leaseTimeline', 'command', 'replyTo')
local function reply(outcome) return {outcome, tonumber(held[3] or 0), held[4] or ''} end
if held[1] ~= ARGV[2] then return reply('fenced') end
if held[2] ~= timeline then return reply('void') end
redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], ARGV[1])
return reply('ok')
`;

/**
 * KEYS record, log, leases, timeline. ARGV id, lease id, lease milliseconds, length of the log as the holder knows it, body of the
 * frame that it was about to append ('' for none), number of the latest command that it knows of.
 *
 * The holder of a lease that a new timeline has made void takes it again.
 * Invariant: only while nobody else has taken the generation meanwhile, when the log ends where the holder's does (the
 * last frame may have got there without its knowing), and after the followers had their say: a log that went back may name a holder that was long replaced.
 * It is not told of commands that it may have obeyed already: those go to the next holder; and no later command gets the number of
 * one that it knows and Redis has forgotten.
 * Replies: ok (timeline) | wait | fenced.
 */
export const RECLAIM = `${NOW_MS}${timelineIn('KEYS[4]')}
local held = redis.call('HMGET', KEYS[1], 'lease', 'leaseTimeline', 'timeline', 'command', 'acknowledged')
if held[1] ~= ARGV[2] then return {'fenced'} end
if held[2] == timeline then return {'ok', timeline} end
if held[3] ~= timeline and isRecovering then return {'wait'} end
local unknown = redis.call('XLEN', KEYS[2]) - tonumber(ARGV[4])
local last = unknown == 1 and redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
if unknown ~= 0 and not (last and last[2][2] == ARGV[5]) then return {'fenced'} end
local latest = tonumber(held[4] or 0)
if latest > tonumber(held[5] or 0) then return {'fenced'} end
redis.call('HSET', KEYS[1], 'leaseTimeline', timeline, 'timeline', timeline, 'command', math.max(latest, tonumber(ARGV[6])))
redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
return {'ok', timeline}
`;
