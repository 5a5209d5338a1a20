import { NOW_MS } from '../scripts/lua-time.js';

/**
 * KEYS key. ARGV digest, ids, milliseconds of the claim, milliseconds it is kept, ids it may take the place of ('' for none), how
 * those were seen standing.
 *
 * Invariant: a key has one holder at a time. Another takes its place only if that still stands as it was seen, and never while
 * it is being accepted.
 * Replies: ours | known (digest, ids, kept | claimed | lapsed).
 */
export const CLAIM_KEY = `${NOW_MS}
local known = redis.call('HMGET', KEYS[1], 'digest', 'ids', 'claimedUntilMs')
if known[1] then
  local standing = 'kept'
  if known[3] ~= '' then standing = tonumber(known[3]) > now and 'claimed' or 'lapsed' end
  if standing == 'claimed' or standing ~= ARGV[6] or known[2] ~= ARGV[5] then return {'known', known[1], known[2], standing} end
end
redis.call('HSET', KEYS[1], 'digest', ARGV[1], 'ids', ARGV[2], 'claimedUntilMs', now + ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'ours'}
`;

/**
 * KEYS key. ARGV ids, milliseconds of the claim ('' when they are accepted).
 *
 * Invariant: only who holds a key prolongs the claim, or makes it last.
 * Replies: 1 if these ids hold it.
 */
export const HOLD_KEY = `${NOW_MS}
if redis.call('HGET', KEYS[1], 'ids') ~= ARGV[1] then return {0} end
redis.call('HSET', KEYS[1], 'claimedUntilMs', ARGV[2] == '' and '' or now + ARGV[2])
return {1}
`;

/**
 * KEYS key. ARGV ids.
 *
 * Invariant: only who holds a key gives it back.
 */
export const RELEASE_KEY = `
if redis.call('HGET', KEYS[1], 'ids') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return {'ok'}
`;
