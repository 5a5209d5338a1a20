import { NOW_MS } from '../scripts/lua-time.js';
import { CONVERSATION, LOCK } from './lua-conversation.js';

/** What all of these begin with. KEYS record, items, order; ARGV[1] how long the conversation is kept from now on. */
const BEGIN = `${NOW_MS}${CONVERSATION}${LOCK}`;

/** What is not there is answered `gone`, as another tenant's is. */
const FOUND = `${BEGIN}
if redis.call('EXISTS', KEYS[1]) == 0 then return {'gone'} end
keepConversation(KEYS, ARGV[1])
`;

/** What nobody may do while a response writes to the conversation. */
const UNLOCKED = `${FOUND}
local holder, heldMs = lockOf(KEYS)
if holder ~= '' then return {'locked', holder, heldMs} end
`;

/** ARGV kept, metadata, ids and items in turn. Repeating it with the same ids is safe. Reply: ok, milliseconds of its creation. */
export const CREATE_CONVERSATION = `${BEGIN}
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'createdAtMs', now, 'metadata', ARGV[2])
  appendItems(KEYS, 3)
end
keepConversation(KEYS, ARGV[1])
return {'ok', redis.call('HGET', KEYS[1], 'createdAtMs')}
`;

/** ARGV kept. Reply: ok, milliseconds of its creation, metadata, the response that writes to it, since how many milliseconds | gone. */
export const READ_CONVERSATION = `${FOUND}
local holder, heldMs = lockOf(KEYS)
local record = redis.call('HMGET', KEYS[1], 'createdAtMs', 'metadata')
return {'ok', record[1], record[2], holder, heldMs}
`;

/** ARGV kept, metadata. Reply: ok | gone. */
export const DESCRIBE_CONVERSATION = `${FOUND}
redis.call('HSET', KEYS[1], 'metadata', ARGV[2])
return {'ok'}
`;

/** KEYS record, items, order. Items go with their conversation; a response that still writes to it leaves nothing. Reply: ok | gone. */
export const DELETE_CONVERSATION = `
return {redis.call('DEL', KEYS[1], KEYS[2], KEYS[3]) > 0 and 'ok' or 'gone'}
`;

/** ARGV kept, ids and items in turn. Reply: ok | gone | locked, the response that writes, since how many milliseconds. */
export const ADD_ITEMS = `${UNLOCKED}
appendItems(KEYS, 2)
keepConversation(KEYS, ARGV[1])
return {'ok'}
`;

/** ARGV kept, item id. Reply: ok | unknown | gone | locked, the response that writes, since how many milliseconds. */
export const REMOVE_ITEM = `${UNLOCKED}
if redis.call('HDEL', KEYS[2], ARGV[2]) == 0 then return {'unknown'} end
redis.call('ZREM', KEYS[3], ARGV[2])
return {'ok'}
`;

/** ARGV kept, item id. Reply: ok, item | unknown | gone. */
export const READ_ITEM = `${FOUND}
local item = redis.call('HGET', KEYS[2], ARGV[2])
if not item then return {'unknown'} end
return {'ok', item}
`;

/**
 * ARGV kept, asc or desc, id of the item before the first ('' for none), limit. Reads no others.
 * Reply: ok, 1 if there are more, id of the last, items | unknown | gone.
 */
export const LIST_ITEMS = `${FOUND}
local isDescending = ARGV[2] == 'desc'
local from = 0
if ARGV[3] ~= '' then
  local rank = redis.call(isDescending and 'ZREVRANK' or 'ZRANK', KEYS[3], ARGV[3])
  if not rank then return {'unknown'} end
  from = rank + 1
end
local limit = tonumber(ARGV[4])
local ids = redis.call(isDescending and 'ZREVRANGE' or 'ZRANGE', KEYS[3], from, from + limit)
local last = math.min(#ids, limit)
local reply = {'ok', #ids > limit and 1 or 0, ids[last] or ''}
for index = 1, last do table.insert(reply, redis.call('HGET', KEYS[2], ids[index])) end
return reply
`;

/**
 * ARGV kept, response id.
 *
 * Invariant: at most one response writes to a conversation; the one that does may ask again.
 * Reply: ok | gone | locked, the response that writes, since how many milliseconds.
 */
export const LOCK_CONVERSATION = `${FOUND}
local holder, heldMs = lockOf(KEYS)
if holder ~= '' and holder ~= ARGV[2] then return {'locked', holder, heldMs} end
redis.call('HSET', KEYS[1], 'lock', ARGV[2], 'lockedAtMs', now)
return {'ok'}
`;

/** ARGV kept, response id: which writes no more and leaves nothing. Reply: ok | gone. */
export const UNLOCK_CONVERSATION = `${FOUND}
unlockConversation(KEYS, ARGV[2])
return {'ok'}
`;

/**
 * ARGV kept, response id, ids and items in turn.
 *
 * Invariant: what a response leaves in its conversation enters once and as a whole, whoever says so how often, also if Redis
 * has forgotten the lock; and with it the conversation is open for the next.
 * Reply: ok | gone.
 */
export const CONCLUDE_RESPONSE = `${FOUND}
if redis.call('HSETNX', KEYS[1], 'concluded:' .. ARGV[2], 1) == 1 then appendItems(KEYS, 3) end
unlockConversation(KEYS, ARGV[2])
keepConversation(KEYS, ARGV[1])
return {'ok'}
`;
