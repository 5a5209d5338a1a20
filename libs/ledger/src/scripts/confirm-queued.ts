import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, waiting. ARGV id, epoch, milliseconds until the sweeper looks.
 *
 * The queue has the job, so the sweeper need not look soon; or it may soon not have it any more, so that it must.
 * Invariant: it only ever sets the time of the look at a generation that is still queued in this epoch.
 */
export const CONFIRM_QUEUED = `${NOW_MS}
local state = redis.call('HMGET', KEYS[1], 'state', 'epoch')
if state[1] == 'queued' and state[2] == ARGV[2] then redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], ARGV[1]) end
return {'ok'}
`;
