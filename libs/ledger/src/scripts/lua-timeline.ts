/**
 * How long everybody who knows more than a Redis that went back in time has to say so. Long enough to reconnect, and to
 * offer the frames of some thousand streams.
 */
export const RECOVERY_MS = 5_000;

/**
 * `timeline`: the name of what this Redis believes, and whether those who know more still have time to say so. Without one,
 * because the keys were lost, nothing can be decided: the caller has to enter a new timeline, and to call again.
 */
export function timelineIn(key: string): string {
  return `
local timeline, timelineSince = unpack(redis.call('HMGET', ${key}, 'token', 'sinceMs'))
if not timeline then return {'timeless'} end
local isRecovering = now < tonumber(timelineSince) + ${RECOVERY_MS}
`;
}

/**
 * Nothing is put into a log that somebody may still have to be given back. The caller asks again, as if the ledger were away.
 */
export function unsettledUntilRestored(record: string): string {
  return `
if isRecovering and redis.call('HGET', ${record}, 'timeline') ~= timeline then return {'unsettled'} end
`;
}
