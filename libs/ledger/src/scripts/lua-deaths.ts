/** Deaths without a new token after which a generation is only tried on a worker of its own, and after which no more. */
export const SUSPECT_AFTER_DEATHS = 2;
export const POISONOUS_AFTER_DEATHS = 3;

/**
 * A holder is gone. Only deaths without a new token count (design rule 13): whoever gets a token out of its worker does not
 * kill it. That a lease lapsed while Redis was away says nothing about its worker.
 */
export const NOTE_DEATH = `
local function noteDeath(record, log, isVoid)
  local known = redis.call('HMGET', record, 'lengthAtAcquire', 'deaths')
  if redis.call('XLEN', log) > tonumber(known[1] or 0) then
    redis.call('HSET', record, 'deaths', 0)
  elseif not isVoid then
    redis.call('HSET', record, 'deaths', tonumber(known[2] or 0) + 1)
  end
end
`;
