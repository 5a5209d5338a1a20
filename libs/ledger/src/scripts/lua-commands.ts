/** Commands that may wait for their effect in one generation. */
export const COMMANDS_AT_MOST = 100;

/**
 * The log has the effects of all commands up to this one. They are forgotten, so that a holder which learns late that there were
 * any finds none to obey again; and no later command gets the number of one that had an effect, even if Redis went back to
 * before it was given.
 */
export const ACKNOWLEDGE_COMMANDS = `
local function acknowledgeCommands(record, upTo, acknowledged, latest)
  if upTo <= acknowledged then return end
  redis.call('HSET', record, 'acknowledged', upTo, 'command', math.max(upTo, latest))
  for number = acknowledged + 1, upTo do redis.call('HDEL', record, 'command:' .. number) end
end
`;
