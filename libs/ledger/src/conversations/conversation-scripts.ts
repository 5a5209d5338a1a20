import { NOW_MS } from '../scripts/lua-time.js';
import { CONVERSATION } from './lua-conversation.js';
import { MOST_CONVERSATION_BYTES } from './stored-item.js';

/** A page ends before it counts more, but has at least one item. */
const MOST_PAGE_BYTES = 8 * 2 ** 20;

/**
 * KEYS record, items, order; ARGV[1] how long the conversation is kept from now on, as of all of these. What is not there is
 * answered `gone`, as another tenant's is.
 */
const FOUND = `${CONVERSATION}
if redis.call('EXISTS', KEYS[1]) == 0 then return {'gone'} end
keepConversation(KEYS, ARGV[1])
`;

/** What nobody may do while a response writes to the conversation. */
const UNLOCKED = `${FOUND}
local holder = holderOf(KEYS)
if holder ~= '' then return {'locked', holder} end
`;

/** ARGV kept, metadata, ids and items in turn. Repeating it with the same ids is safe. Reply: ok, milliseconds of its creation. */
export const CREATE_CONVERSATION = `${NOW_MS}${CONVERSATION}
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'createdAtMs', now, 'metadata', ARGV[2])
  appendItems(KEYS, 3)
end
keepConversation(KEYS, ARGV[1])
return {'ok', redis.call('HGET', KEYS[1], 'createdAtMs')}
`;

/** ARGV kept. Reply: ok, milliseconds of its creation, metadata, the response that writes to it | gone. */
export const READ_CONVERSATION = `${FOUND}
local record = redis.call('HMGET', KEYS[1], 'createdAtMs', 'metadata')
return {'ok', record[1], record[2], holderOf(KEYS)}
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

/**
 * ARGV kept, ids and items in turn.
 *
 * Invariant: nobody but a response, whose answer cannot be refused any more, has a conversation count more than it may.
 * Reply: ok | full | gone | locked, the response that writes.
 */
export const ADD_ITEMS = `${UNLOCKED}
if numberOf(KEYS, 'bytes') + sizeEntering(KEYS, 2) > ${MOST_CONVERSATION_BYTES} then return {'full'} end
appendItems(KEYS, 2)
keepConversation(KEYS, ARGV[1])
return {'ok'}
`;

/** ARGV kept, item id. Reply: ok | unknown | gone | locked, the response that writes. */
export const REMOVE_ITEM = `${UNLOCKED}
local item = redis.call('HGET', KEYS[2], ARGV[2])
if not item then return {'unknown'} end
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
redis.call('HINCRBY', KEYS[1], 'bytes', -sizeOf(item))
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
 * Reply: ok, 1 if there are more, id of the last, what the conversation counts, how many were ever appended, items | unknown | gone.
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
local items = {}
local bytes = 0
for index = 1, math.min(#ids, limit) do
  local item = redis.call('HGET', KEYS[2], ids[index])
  bytes = bytes + sizeOf(item)
  if index > 1 and bytes > ${MOST_PAGE_BYTES} then break end
  items[index] = item
end
local reply = {'ok', #ids > #items and 1 or 0, ids[#items] or '', numberOf(KEYS, 'bytes'), numberOf(KEYS, 'appended')}
for _, item in ipairs(items) do table.insert(reply, item) end
return reply
`;

/**
 * ARGV kept, response id, how many items were ever appended when it read them.
 *
 * Invariant: at most one response writes to a conversation, and knows all that is there; the one that does may ask again.
 * Reply: ok | changed | gone | locked, the response that writes.
 */
export const LOCK_CONVERSATION = `${FOUND}
local holder = holderOf(KEYS)
if holder == ARGV[2] then return {'ok'} end
if holder ~= '' then return {'locked', holder} end
if numberOf(KEYS, 'appended') ~= tonumber(ARGV[3]) then return {'changed'} end
redis.call('HSET', KEYS[1], 'lock', ARGV[2])
return {'ok'}
`;

/** ARGV kept, response id: which writes no more and leaves nothing. Reply: ok | gone. */
export const UNLOCK_CONVERSATION = `${FOUND}
unlockConversation(KEYS, ARGV[2])
return {'ok'}
`;

/**
 * ARGV kept, response id, how many items were ever appended when it read them, ids and items in turn.
 *
 * Invariant: what a response leaves in its conversation enters once and as a whole, whoever says so how often, and never behind
 * what it has not read: not while another holds the conversation, and not after anything was appended, itself included. It need
 * not hold the lock, which Redis may have forgotten. With it the conversation is open for the next.
 * Reply: ok | gone.
 */
export const CONCLUDE_RESPONSE = `${FOUND}
local holder = holderOf(KEYS)
local known = tonumber(ARGV[3])
if #ARGV > 3 and (holder == '' or holder == ARGV[2]) and numberOf(KEYS, 'appended') <= known then
  -- There may be fewer, if Redis lost its tail; what enters now must not enter again.
  redis.call('HSET', KEYS[1], 'appended', known)
  appendItems(KEYS, 4)
end
unlockConversation(KEYS, ARGV[2])
keepConversation(KEYS, ARGV[1])
return {'ok'}
`;
