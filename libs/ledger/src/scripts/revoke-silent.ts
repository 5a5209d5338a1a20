import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, waiting, leases. ARGV id, milliseconds of silence, lease milliseconds, milliseconds until the sweeper looks.
 *
 * Takes the lease of a holder that neither appended nor renewed for so long; for callers who have another reason to think
 * that it is gone, such as a cut connection.
 * Invariant: as for a lapsed lease: the epoch is closed, and its holder can append no more.
 * Replies: revoked (new epoch, model, class) | alive | not-held.
 */
export const REVOKE_SILENT = `${NOW_MS}
local record = redis.call('HMGET', KEYS[1], 'state', 'model', 'class')
if record[1] ~= 'running' then return {'not-held'} end
local heardAt = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or 0) - ARGV[3]
if now - heardAt < tonumber(ARGV[2]) then return {'alive'} end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'state', 'queued', 'lease', '')
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[2], now + ARGV[4], ARGV[1])
return {'revoked', epoch, record[2], record[3]}
`;
