import { NOTE_DEATH } from './lua-deaths.js';
import { NOW_MS } from './lua-time.js';
import { timelineIn } from './lua-timeline.js';

/**
 * KEYS record, log, waiting, leases, timeline. ARGV id, milliseconds of silence, lease milliseconds, milliseconds until the
 * sweeper looks.
 *
 * Takes the lease of a holder that neither appended nor renewed for so long; for callers who have another reason to think
 * that it is gone, such as a cut connection.
 * Invariant: as for a lapsed lease: the epoch is closed, and its holder can append no more. Holders whose lease is
 * void because Redis went back in time get time to come back.
 * Replies: revoked (new epoch, model, class) | alive | not-held.
 */
export const REVOKE_SILENT = `${NOW_MS}${NOTE_DEATH}${timelineIn('KEYS[5]')}
local record = redis.call('HMGET', KEYS[1], 'state', 'model', 'class', 'leaseTimeline')
if record[1] ~= 'running' then return {'not-held'} end
local heardAt = tonumber(redis.call('ZSCORE', KEYS[4], ARGV[1]) or 0) - ARGV[3]
local isVoid = record[4] ~= timeline
if now - heardAt < tonumber(ARGV[2]) or (isVoid and isRecovering) then return {'alive'} end
noteDeath(KEYS[1], KEYS[2], isVoid)
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'state', 'queued', 'lease', '', 'cause', 'death', 'leftAtMs', heardAt)
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('ZADD', KEYS[3], now + ARGV[4], ARGV[1])
return {'revoked', epoch, record[2], record[3]}
`;
