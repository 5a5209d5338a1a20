/** Redis's own clock is the only one that leases are measured with, so that no two machines have to agree on the time. */
export const NOW_MS = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
