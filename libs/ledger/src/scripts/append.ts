import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, log, leases. ARGV id, lease id, lease milliseconds, first sequence, frame bodies...
 *
 * Invariant: the log only grows, without gaps, by the holder of the lease. Frames that are already there must be
 * identical, so a call whose reply was lost may be made again; it also renews the lease.
 * Replies: ok (length) | gap (length) | fenced (length) | conflict (length).
 */
export const APPEND = `${NOW_MS}
local length = redis.call('XLEN', KEYS[2])
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] then return {'fenced', length} end
local first = tonumber(ARGV[4])
if first > length + 1 then return {'gap', length} end
for index = 5, #ARGV do
  local sequence = first + index - 5
  local id = string.format('%d-0', sequence)
  if sequence <= length then
    local entry = redis.call('XRANGE', KEYS[2], id, id)[1]
    if not entry or entry[2][2] ~= ARGV[index] then return {'conflict', length} end
  else
    redis.call('XADD', KEYS[2], id, 'f', ARGV[index])
    length = sequence
  end
end
redis.call('ZADD', KEYS[3], 'XX', now + ARGV[3], ARGV[1])
return {'ok', length}
`;
