import { NOW_MS } from './lua-time.js';

/** How soon somebody looks whether a response has ended that nobody followed to its end, and at most how much later again. */
const LOOK_AFTER_MS = 2_000;
const LOOK_AT_LEAST_EVERY_MS = 60_000;
/** Longer than anybody takes who gives a Redis that went back in time what it has forgotten. */
const DELETED_REMEMBERED_MS = 60_000;

/**
 * KEYS response, unarchived. ARGV name, tenant, id, generation, conversation ('' for none), 1 if it may be found under its id, what
 * was asked, milliseconds it is kept.
 *
 * Invariant: what is kept here is looked after until it has its final form. A repeated call changes nothing, nor one for what was
 * deleted lately.
 * Replies: 1 if it was kept by this call.
 */
export const KEEP_RESPONSE = `${NOW_MS}
if redis.call('EXISTS', KEYS[1]) == 1 then return {0} end
redis.call('HSET', KEYS[1], 'tenant', ARGV[2], 'id', ARGV[3], 'generation', ARGV[4], 'conversation', ARGV[5],
  'stored', ARGV[6], 'asked', ARGV[7], 'keptAtMs', now)
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('ZADD', KEYS[2], now + ${LOOK_AFTER_MS}, ARGV[1])
return {1}
`;

/**
 * KEYS response, unarchived. ARGV name, final form, milliseconds it is kept.
 *
 * Invariant: a response gets one final form, once, and only as long as it is kept. What may not be found under its id is
 * forgotten then.
 * Replies: archived | already | gone.
 */
export const ARCHIVE_RESPONSE = `
redis.call('ZREM', KEYS[2], ARGV[1])
local stored = redis.call('HGET', KEYS[1], 'stored')
if not stored then return {'gone'} end
if redis.call('HSETNX', KEYS[1], 'body', ARGV[2]) == 0 then return {'already'} end
if stored == '1' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) else redis.call('DEL', KEYS[1]) end
return {'archived'}
`;

/**
 * KEYS response, unarchived. ARGV name.
 *
 * Invariant: nothing is left of it but that it was deleted, for a while, and nobody looks after it.
 * Replies: 1 if there was one.
 */
export const FORGET_RESPONSE = `
redis.call('ZREM', KEYS[2], ARGV[1])
local stored = redis.call('HEXISTS', KEYS[1], 'stored')
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'deleted', 1)
redis.call('PEXPIRE', KEYS[1], ${DELETED_REMEMBERED_MS})
return {stored}
`;

/**
 * KEYS unarchived. ARGV prefix of responses, how many at most, milliseconds they are kept.
 *
 * Invariant: one that is due is given to one caller, and to another if that one does not archive it; it does not expire as long
 * as it runs. The older it is the less often it is looked at.
 * Replies: tenant and id of each.
 */
export const CLAIM_UNARCHIVED = `${NOW_MS}
local claimed = {}
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])) do
  local response = redis.call('HMGET', ARGV[1] .. name, 'tenant', 'id', 'keptAtMs', 'body')
  if not response[1] or response[4] then
    redis.call('ZREM', KEYS[1], name)
  else
    local age = now - tonumber(response[3])
    redis.call('ZADD', KEYS[1], now + math.min(math.max(age, ${LOOK_AFTER_MS}), ${LOOK_AT_LEAST_EVERY_MS}), name)
    redis.call('PEXPIRE', ARGV[1] .. name, ARGV[3])
    claimed[#claimed + 1] = response[1]
    claimed[#claimed + 1] = response[2]
  end
end
return claimed
`;
