import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, leases. ARGV id, lease id, lease milliseconds.
 *
 * Invariant: only the present holder can prolong its lease; anyone else learns that it has lost it.
 * Replies: ok | fenced.
 */
export const RENEW = `${NOW_MS}
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] then return {'fenced'} end
redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], ARGV[1])
return {'ok'}
`;
