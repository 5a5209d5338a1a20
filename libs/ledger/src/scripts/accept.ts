import { NOW_MS } from './lua-time.js';

/**
 * KEYS record, waiting. ARGV id, generation JSON, prompt bytes, model, vocabulary hash, tokens of context that are needed,
 * the adapter ('' for none), class, replyTo, milliseconds until the sweeper looks.
 *
 * Invariant: after it returns the generation is open and will end, whether or not a queue job was ever added.
 * A repeated call with the same id changes nothing, so a call whose reply was lost may be made again.
 */
export const ACCEPT = `${NOW_MS}
if redis.call('EXISTS', KEYS[1]) == 1 then return {'ok'} end
redis.call('HSET', KEYS[1], 'state', 'queued', 'epoch', 1, 'lease', '', 'generation', ARGV[2], 'prompt', ARGV[3],
  'model', ARGV[4], 'vocabulary', ARGV[5], 'contextTokens', ARGV[6],
  'adapter', ARGV[7], 'class', ARGV[8], 'replyTo', ARGV[9], 'acceptedAtMs', now)
redis.call('ZADD', KEYS[2], now + ARGV[10], ARGV[1])
return {'ok'}
`;
