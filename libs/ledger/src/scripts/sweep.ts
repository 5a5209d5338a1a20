import { NOTE_DEATH } from './lua-deaths.js';
import { NOW_MS } from './lua-time.js';
import { timelineIn } from './lua-timeline.js';

/**
 * KEYS waiting, leases, timeline. ARGV record prefix, log prefix, how many of each at most, milliseconds until the next
 * look, lease milliseconds, the time by which this look had to come if Redis did not stand still ('' for any).
 *
 * Invariant: every open generation that nobody holds gets a queue job again, however its last one was lost. A lapsed
 * lease is revoked and its epoch closed, so that its holder, if it is still alive, can append no more; but not while
 * its holder may come back to a Redis that went back in time. Lapsed leases come first: however many generations wait, those that
 * were started go on at once. While Redis stood still nobody could renew: that a lease lapsed then says nothing about its holder,
 * who renews it before the next look.
 * Reply: the timeline, the time, then id, epoch, model, class, id, epoch, ... of the generations to queue again.
 */
export const SWEEP = `${NOW_MS}${NOTE_DEATH}${timelineIn('KEYS[3]')}
local orphans = {timeline, now}
local function queueAgain(id, lapsedAt)
  local key = ARGV[1] .. id
  local record = redis.call('HMGET', key, 'state', 'epoch', 'model', 'class', 'leaseTimeline')
  local isVoid = record[5] ~= timeline
  if lapsedAt and isVoid and isRecovering then return end
  redis.call('ZREM', KEYS[2], id)
  if not record[1] or record[1] == 'finished' or record[1] == 'paused' then
    redis.call('ZREM', KEYS[1], id)
    return
  end
  local epoch = record[2]
  if lapsedAt then
    noteDeath(key, ARGV[2] .. id, isVoid)
    epoch = redis.call('HINCRBY', key, 'epoch', 1)
    redis.call('HSET', key, 'state', 'queued', 'lease', '', 'cause', isVoid and 'redis' or 'death',
      'leftAtMs', lapsedAt - ARGV[5])
  end
  redis.call('ZADD', KEYS[1], now + ARGV[4], id)
  for _, value in ipairs({id, epoch, record[3], record[4]}) do table.insert(orphans, value) end
end
local lapsed = {}
if ARGV[6] == '' or now <= tonumber(ARGV[6]) then
  lapsed = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[3])
end
for index = 1, #lapsed, 2 do queueAgain(lapsed[index], tonumber(lapsed[index + 1])) end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do queueAgain(id, nil) end
return orphans
`;

/**
 * KEYS followers, paused. ARGV how many of each at most.
 * Reply: how many lost their followers, their ids, the ids of those that were paused for too long. Whoever ends them asks again whether it is so.
 */
export const LAPSED = `${NOW_MS}
local unfollowed = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
local reply = {#unfollowed}
for _, id in ipairs(unfollowed) do table.insert(reply, id) end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[1])) do table.insert(reply, id) end
return reply
`;
