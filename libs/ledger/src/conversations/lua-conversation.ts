/**
 * Conversations in Lua; `conversation` is {record, items, order}, the names of its keys, and `keptMs` how long it is kept after
 * it was used last.
 *
 * Invariants: the order holds exactly the ids that the items hold, by ever growing numbers; the record knows how many were ever
 * appended, and what those that are there count together; whoever uses a conversation keeps all its keys as long; none but its
 * creation begins one that is not there.
 */
export const CONVERSATION = `
local function keepConversation(conversation, keptMs)
  for _, key in ipairs(conversation) do redis.call('PEXPIRE', key, keptMs) end
end
local function numberOf(conversation, field)
  return tonumber(redis.call('HGET', conversation[1], field) or '0')
end
-- What an item counts stands in front of it (stored-item.ts).
local function sizeOf(item)
  return tonumber(string.match(item, '^%a(%d+):'))
end
-- Ids and items in turn, from ARGV[first] on, of which those that are there already count nothing.
local function sizeEntering(conversation, first)
  local bytes = 0
  for index = first, #ARGV, 2 do
    if redis.call('HEXISTS', conversation[2], ARGV[index]) == 0 then bytes = bytes + sizeOf(ARGV[index + 1]) end
  end
  return bytes
end
-- The same. An id that is there already changes nothing, so a call may be repeated.
local function appendItems(conversation, first)
  local number = numberOf(conversation, 'appended')
  local bytes = numberOf(conversation, 'bytes')
  for index = first, #ARGV, 2 do
    if redis.call('HSETNX', conversation[2], ARGV[index], ARGV[index + 1]) == 1 then
      number = number + 1
      bytes = bytes + sizeOf(ARGV[index + 1])
      redis.call('ZADD', conversation[3], number, ARGV[index])
    end
  end
  redis.call('HSET', conversation[1], 'appended', number, 'bytes', bytes)
end
-- The response that writes to it; '' if none does.
local function holderOf(conversation)
  return redis.call('HGET', conversation[1], 'lock') or ''
end
local function unlockConversation(conversation, responseId)
  if holderOf(conversation) == responseId then redis.call('HDEL', conversation[1], 'lock') end
end
`;
