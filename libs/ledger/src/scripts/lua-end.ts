/** The generation is over: nobody holds it, waits for it or follows it any more, and record and log begin to expire. For scripts that know `now`. */
export const END_GENERATION = `
local function endGeneration(record, log, sets, id, retentionMs)
  redis.call('HSET', record, 'state', 'finished', 'lease', '')
  redis.call('HSET', record, 'endedAtMs', now)
  for _, set in ipairs(sets) do redis.call('ZREM', set, id) end
  redis.call('PEXPIRE', record, retentionMs)
  redis.call('PEXPIRE', log, retentionMs)
end
`;
