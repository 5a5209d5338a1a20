/**
 * Conversations in Lua; `conversation` is {record, items, order}, the names of its keys, and `keptMs` how long it is kept after
 * it was used last.
 *
 * Invariants: the order holds exactly the ids that the items hold, by ever growing numbers; whoever uses a conversation keeps
 * all its keys as long; none but its creation begins one that is not there.
 */
export const CONVERSATION = `
local function keepConversation(conversation, keptMs)
  for _, key in ipairs(conversation) do redis.call('PEXPIRE', key, keptMs) end
end
-- Ids and items in turn, from ARGV[first] on. An id that is there already changes nothing, so a call may be repeated.
local function appendItems(conversation, first)
  local number = tonumber(redis.call('HGET', conversation[1], 'appended') or '0')
  for index = first, #ARGV, 2 do
    if redis.call('HSETNX', conversation[2], ARGV[index], ARGV[index + 1]) == 1 then
      number = number + 1
      redis.call('ZADD', conversation[3], number, ARGV[index])
    end
  end
  redis.call('HSET', conversation[1], 'appended', number)
end
local function unlockConversation(conversation, responseId)
  if redis.call('HGET', conversation[1], 'lock') == responseId then
    redis.call('HDEL', conversation[1], 'lock', 'lockedAtMs')
  end
end
`;

/** For scripts that have read the time. The response that writes to a conversation and since how many milliseconds; none: '' and 0. */
export const LOCK = `
local function lockOf(conversation)
  local lock = redis.call('HMGET', conversation[1], 'lock', 'lockedAtMs')
  if not lock[1] then return '', 0 end
  return lock[1], now - lock[2]
end
`;
