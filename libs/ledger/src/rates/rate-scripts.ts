import { NOW_MS } from '../scripts/lua-time.js';

/**
 * A bucket is full of what is allowed in a minute, and fills again at that rate. What is in it is a number with fractions, and
 * below zero once more was taken than there was. Without a limit ('') nothing is ever missing.
 */
const BUCKETS = `${NOW_MS}
local stored = redis.call('HMGET', KEYS[1], 'requests', 'tokens', 'atMs')
local sinceMs = math.max(0, now - tonumber(stored[3] or now))
local function level(text, limit)
  if limit == '' then return nil end
  return math.min(tonumber(limit), tonumber(text or limit) + sinceMs * limit / 60000)
end
local function fullInMs(level, limit)
  return level and (limit - level) * 60000 / limit or 0
end
local requests, tokens = level(stored[1], ARGV[1]), level(stored[2], ARGV[2])
local function take(takenRequests, takenTokens)
  requests = requests and requests - takenRequests
  tokens = tokens and tokens - takenTokens
  if requests then redis.call('HSET', KEYS[1], 'requests', string.format('%.17g', requests)) end
  if tokens then redis.call('HSET', KEYS[1], 'tokens', string.format('%.17g', tokens)) end
  redis.call('HSET', KEYS[1], 'atMs', math.max(now, tonumber(stored[3] or now)))
  local emptyForMs = math.max(fullInMs(requests, ARGV[1]), fullInMs(tokens, ARGV[2]))
  redis.call('PEXPIRE', KEYS[1], math.ceil(emptyForMs) + 1000)
end
local function levels(outcome)
  return {outcome, requests and string.format('%.17g', requests) or '', tokens and string.format('%.17g', tokens) or ''}
end
`;

/**
 * KEYS buckets, unsettled. ARGV requests and tokens per minute ('' for any number), requests and tokens to take, milliseconds
 * until somebody looks, and what is to be settled when it has ended.
 *
 * Invariant: both are taken or none. What is more than a full bucket can be taken from a full one, so that nothing has to wait for ever.
 * What is to be settled is remembered with it.
 * Replies: ok | requests | tokens (which is missing), with the levels of both ('' for none).
 */
export const TAKE_RATE = `${BUCKETS}
if requests and requests < math.min(ARGV[3], ARGV[1]) then return levels('requests') end
if tokens and tokens < math.min(ARGV[4], ARGV[2]) then return levels('tokens') end
take(ARGV[3], ARGV[4])
for index = 6, #ARGV do redis.call('ZADD', KEYS[2], now + ARGV[5], ARGV[index]) end
return levels('ok')
`;

/**
 * KEYS buckets, unsettled. ARGV requests and tokens per minute, tokens to take, what is settled with it.
 *
 * Invariant: everything is settled once, whoever comes to it, be there enough or not.
 * Replies: 1 if it was settled now.
 */
export const SETTLE_RATE = `${BUCKETS}
if redis.call('ZREM', KEYS[2], ARGV[4]) == 0 then return {0} end
take(0, ARGV[3])
return {1}
`;

/**
 * KEYS unsettled. ARGV how many at most, milliseconds until they are given to somebody again.
 *
 * Invariant: what is due is given to one caller, and to another one later if that one does not settle it.
 */
export const CLAIM_UNSETTLED = `${NOW_MS}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, unsettled in ipairs(due) do redis.call('ZADD', KEYS[1], now + ARGV[2], unsettled) end
return due
`;
