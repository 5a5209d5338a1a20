import { isDeepStrictEqual } from 'node:util';
import type { StoredTurn } from '#ledger';
import type { ConversationMessage, ToolCall } from '#protocol';

/** How many turns of one conversation are looked up; older ones are rendered from the client's words. */
const MOST_TURNS = 128;

/**
 * The conversation with every turn that the model itself wrote put back token by token, where the client's words are still
 * those of that turn. Reasoning that the client did not send back is there again; a turn that the client changed stays as
 * the client has it. Each turn comes back once, however often its call is in the history.
 */
export function restoreTurns(
  messages: readonly ConversationMessage[],
  turns: ReadonlyMap<string, StoredTurn>,
  vocabularyHash: string,
): ConversationMessage[] {
  const restored: ConversationMessage[] = [];
  const left = new Map(turns);
  for (const message of messages) {
    const turn = message.type === 'tool-call' ? left.get(message.callId ?? '') : undefined;
    const begun = turn ? beginningOfTurn(restored) : 0;
    if (
      message.type === 'tool-call' &&
      turn?.vocabularyHash === vocabularyHash &&
      isSame(turn, message, restored.slice(begun))
    ) {
      restored.splice(begun, Infinity, { type: 'produced-turn', tokenIds: turn.tokenIds });
      left.delete(message.callId ?? '');
    } else {
      restored.push(message);
    }
  }
  return restored;
}

/** Ids of the calls that may be known, the latest first: ids as we give them, each once, and no more than `MOST_TURNS`. */
export function knownCallIds(messages: readonly ConversationMessage[]): string[] {
  const callIds = new Set<string>();
  for (let index = messages.length - 1; index >= 0 && callIds.size < MOST_TURNS; index--) {
    const message = messages[index];
    const callId = message?.type === 'tool-call' ? message.callId : undefined;
    if (callId && /^call_[0-9a-z]{24}$/.test(callId)) callIds.add(callId);
  }
  return [...callIds];
}

/** Where the thoughts and words begin that stand directly in front of what comes next. */
function beginningOfTurn(messages: readonly ConversationMessage[]): number {
  return messages.findLastIndex(({ type }) => type !== 'reasoning' && type !== 'preamble') + 1;
}

function isSame(turn: StoredTurn, call: ToolCall, before: readonly ConversationMessage[]): boolean {
  const said = (type: 'reasoning' | 'preamble'): string =>
    before.flatMap((message) => (message.type === type ? [message.text] : [])).join('\n');
  const reasoning = said('reasoning');
  return (
    turn.toolName === call.name &&
    isSameJson(turn.argumentsText, call.argumentsText) &&
    turn.preamble === said('preamble') &&
    (reasoning === '' || reasoning === turn.reasoning)
  );
}

/** Clients parse arguments and write them again, and a custom tool's input never had the model's quotes. */
function isSameJson(left: string, right: string): boolean {
  if (left === right) return true;
  try {
    return isDeepStrictEqual(JSON.parse(left), JSON.parse(right));
  } catch {
    return false;
  }
}
