/**
 * KEYS record, log, waiting, leases. ARGV id, lease id ('' for anyone but the holder), expected sequence (0 for any), frame body,
 * retention milliseconds.
 *
 * Invariant: a log has exactly one terminal frame, and it is the last. The first caller wins, whoever it is; with it the
 * lease is revoked and the record starts to expire.
 * Replies: ok (length) | already (length) | fenced (length) | gap (length) | gone.
 */
export const TERMINATE = `
local record = redis.call('HMGET', KEYS[1], 'state', 'lease')
if not record[1] then return {'gone'} end
local length = redis.call('XLEN', KEYS[2])
if record[1] == 'finished' then
  local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
  if last and tonumber(ARGV[3]) == length and last[2][2] == ARGV[4] then return {'ok', length} end
  return {'already', length}
end
if ARGV[2] ~= '' and record[2] ~= ARGV[2] then return {'fenced', length} end
if ARGV[3] ~= '0' and tonumber(ARGV[3]) ~= length + 1 then return {'gap', length} end
redis.call('XADD', KEYS[2], string.format('%d-0', length + 1), 'f', ARGV[4])
redis.call('HSET', KEYS[1], 'state', 'finished', 'lease', '')
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {'ok', length + 1}
`;
