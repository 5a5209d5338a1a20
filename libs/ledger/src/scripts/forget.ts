/**
 * KEYS record, log. ARGV milliseconds.
 *
 * Invariant: what has ended is gone after that time and not later; what runs is not touched.
 * Replies: 1 if it goes.
 */
export const FORGET = `
if redis.call('HGET', KEYS[1], 'state') ~= 'finished' then return {0} end
for _, key in ipairs({KEYS[1], KEYS[2]}) do
  if redis.call('PTTL', key) > tonumber(ARGV[1]) then redis.call('PEXPIRE', key, ARGV[1]) end
end
return {1}
`;
