import { NOW_MS } from './lua-time.js';

/**
 * KEYS record. ARGV reply address, the one it was expected to be.
 *
 * Invariant: of several who want the live frames of a generation one gets them; the others know that they did not.
 * Replies: yes | no.
 */
export const FOLLOW = `
if redis.call('HGET', KEYS[1], 'replyTo') ~= ARGV[2] then return {'no'} end
redis.call('HSET', KEYS[1], 'replyTo', ARGV[1])
return {'yes'}
`;

/**
 * KEYS followers. ARGV record prefix, where the caller is reached ('' for one that speaks for a follower), ids...
 *
 * Invariant: a generation that somebody follows does not end for want of followers (design rule 10). One that has been
 * followed from more than one place is known as such: one of them alone cannot say what all of them were shown.
 */
export const KEEP_FOLLOWING = `${NOW_MS}
for index = 3, #ARGV do
  local record = ARGV[1] .. ARGV[index]
  local known = redis.call('HMGET', record, 'graceMs', 'replyTo')
  if known[1] and known[1] ~= '' then redis.call('ZADD', KEYS[1], 'XX', now + known[1], ARGV[index]) end
  if ARGV[2] ~= '' and known[2] and known[2] ~= ARGV[2] then redis.call('HSET', record, 'shared', 1) end
end
return {'ok'}
`;
