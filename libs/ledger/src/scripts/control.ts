import { COMMANDS_AT_MOST, TOO_MANY_EDITS } from './lua-commands.js';
import { STAND_STILL_AND_GO_ON } from './lua-standing.js';
import { NOW_MS } from './lua-time.js';
import { timelineIn, unsettledUntilRestored } from './lua-timeline.js';

/**
 * KEYS record, log, waiting, leases, followers, paused, timeline. ARGV id, frame body, retention milliseconds.
 *
 * Invariant: a paused generation is open, held by nobody and waits for nobody: it costs no slot, and is neither run nor
 * swept until it is resumed or its retention is over. What its holder had not logged yet was shown to nobody.
 * Replies: ok | finished | unknown.
 */
export const PAUSE = `${NOW_MS}${STAND_STILL_AND_GO_ON}${timelineIn('KEYS[7]')}
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return {'unknown'} end
if state == 'finished' then return {'finished'} end
if state == 'paused' then return {'ok'} end
${unsettledUntilRestored('KEYS[1]')}redis.call('XADD', KEYS[2], string.format('%d-0', redis.call('XLEN', KEYS[2]) + 1), 'f', ARGV[2])
standStill(ARGV[3])
return {'ok'}
`;

/**
 * KEYS record, log, waiting, leases, followers, paused, timeline. ARGV id, frame body, milliseconds until the sweeper looks.
 *
 * Invariant: only what is paused is resumed, once; it then waits like any other that was begun, and whoever follows it has
 * its whole grace to say so.
 * Replies: ok (epoch, model, class) | changed (it is not paused) | finished | unknown.
 */
export const RESUME = `${NOW_MS}${STAND_STILL_AND_GO_ON}${timelineIn('KEYS[7]')}
local state = redis.call('HGET', KEYS[1], 'state')
if not state then return {'unknown'} end
if state == 'finished' then return {'finished'} end
if state ~= 'paused' then return {'changed'} end
${unsettledUntilRestored('KEYS[1]')}redis.call('XADD', KEYS[2], string.format('%d-0', redis.call('XLEN', KEYS[2]) + 1), 'f', ARGV[2])
return {'ok', queueAgain('pause', ARGV[3])}
`;

/**
 * KEYS record, log, waiting, leases, followers, paused, timeline. ARGV id, command JSON without its number, number of the latest
 * command that the caller has seen ('' for any), milliseconds until the sweeper looks ('' for a command that is not an edit).
 *
 * Invariant: commands are numbered without gaps in the order in which they came, and stay until their effect is logged.
 * No more of them wait than somebody may have meant: whoever takes the generation is given all of them at once.
 * An edit takes the lease away at once, so that nothing is appended that it does not know of (design rule 6).
 * Replies: ok (number, for an edit also epoch, model, class) | changed | too-many | finished | unknown.
 */
export const COMMAND = `${NOW_MS}${STAND_STILL_AND_GO_ON}${TOO_MANY_EDITS}${timelineIn('KEYS[7]')}
local record = redis.call('HMGET', KEYS[1], 'state', 'command', 'acknowledged')
if not record[1] then return {'unknown'} end
if record[1] == 'finished' then return {'finished'} end
${unsettledUntilRestored('KEYS[1]')}if ARGV[3] ~= '' and tonumber(ARGV[3]) ~= tonumber(record[2] or 0) then return {'changed'} end
if tonumber(record[2] or 0) - tonumber(record[3] or 0) >= ${COMMANDS_AT_MOST} then return {'too-many'} end
if ARGV[4] ~= '' and tooManyEdits(KEYS[1], tonumber(record[3] or 0), tonumber(record[2] or 0)) then return {'too-many'} end
local number = redis.call('HINCRBY', KEYS[1], 'command', 1)
redis.call('HSET', KEYS[1], 'command:' .. number, ARGV[2])
if ARGV[4] == '' then return {'ok', number} end
return {'ok', number, queueAgain('edit', ARGV[4])}
`;
