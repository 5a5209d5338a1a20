import { NOW_MS } from './lua-time.js';
import { timelineIn } from './lua-timeline.js';

/**
 * KEYS record, waiting, followers, timeline, generations of the tenant. ARGV id, generation JSON, prompt bytes, model,
 * vocabulary hash, tokens of context that are needed, the adapter ('' for none), class, replyTo, milliseconds until the
 * sweeper looks, milliseconds of grace without a follower ('' for ever), 1 if its log may have been longer once,
 * record prefix.
 *
 * Invariant: after it returns the generation is open and will end, whether or not a queue job was ever added.
 * A repeated call with the same id changes nothing, so a call whose reply was lost may be made again.
 * One that Redis has forgotten is accepted again without its log: nobody may take it before its followers, wherever they are, had their say.
 * For each one that is added to its tenant's, some of these are looked at and dropped if they are forgotten: so those that are
 * forgotten never outnumber the others by much.
 */
export const ACCEPT = `${NOW_MS}${timelineIn('KEYS[4]')}
if redis.call('EXISTS', KEYS[1]) == 1 then return {'ok'} end
redis.call('HSET', KEYS[1], 'state', 'queued', 'epoch', 1, 'lease', '', 'generation', ARGV[2], 'prompt', ARGV[3],
  'model', ARGV[4], 'vocabulary', ARGV[5], 'contextTokens', ARGV[6],
  'adapter', ARGV[7], 'class', ARGV[8], 'replyTo', ARGV[9], 'acceptedAtMs', now, 'graceMs', ARGV[11],
  'timeline', ARGV[12] == '1' and '' or timeline, 'shared', ARGV[12])
redis.call('ZADD', KEYS[2], now + ARGV[10], ARGV[1])
if ARGV[11] ~= '' then redis.call('ZADD', KEYS[3], now + ARGV[11], ARGV[1]) end
redis.call('ZADD', KEYS[5], now, ARGV[1])
for _, id in ipairs(redis.call('ZRANDMEMBER', KEYS[5], 3)) do
  if redis.call('EXISTS', ARGV[13] .. id) == 0 then redis.call('ZREM', KEYS[5], id) end
end
return {'ok'}
`;
