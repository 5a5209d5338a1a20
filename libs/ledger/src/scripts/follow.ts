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
 * KEYS followers. ARGV record prefix, ids...
 *
 * Invariant: a generation that somebody follows does not end for want of followers (design rule 10).
 */
export const KEEP_FOLLOWING = `${NOW_MS}
for index = 2, #ARGV do
  local graceMs = redis.call('HGET', ARGV[1] .. ARGV[index], 'graceMs')
  if graceMs and graceMs ~= '' then redis.call('ZADD', KEYS[1], 'XX', now + graceMs, ARGV[index]) end
end
return {'ok'}
`;
