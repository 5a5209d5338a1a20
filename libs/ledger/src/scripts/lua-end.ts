/** The generation is over: nobody holds it, waits for it or follows it any more, and record and log begin to expire. */
export const END_GENERATION = `
local function endGeneration(record, log, sets, id, retentionMs)
  redis.call('HSET', record, 'state', 'finished', 'lease', '')
  for _, set in ipairs(sets) do redis.call('ZREM', set, id) end
  redis.call('PEXPIRE', record, retentionMs)
  redis.call('PEXPIRE', log, retentionMs)
end
`;
