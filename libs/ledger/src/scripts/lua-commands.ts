/** Commands that may wait for their effect in one generation. */
export const COMMANDS_AT_MOST = 100;
/** Edits among them: each has the whole output folded again by whoever takes the generation. */
const EDITS_AT_MOST = 8;

/** The commands that still wait are those behind `acknowledged`, up to `latest`. */
export const TOO_MANY_EDITS = `
local function tooManyEdits(record, acknowledged, latest)
  local edits = 0
  for number = acknowledged + 1, latest do
    local command = redis.call('HGET', record, 'command:' .. number)
    if command and string.find(command, '"action":"edit"', 1, true) then edits = edits + 1 end
  end
  return edits >= ${EDITS_AT_MOST}
end
`;

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
