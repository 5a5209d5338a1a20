import { isDeepStrictEqual } from 'node:util';
import type { StoredTurn } from '#ledger';
import type { ConversationMessage, ToolCall } from '#protocol';

/**
 * The conversation with every turn that the model itself wrote put back token by token, where the client's words are still
 * those of that turn. Reasoning that the client did not send back is there again; a turn that the client changed stays as
 * the client has it.
 */
export function restoreTurns(
  messages: readonly ConversationMessage[],
  turns: ReadonlyMap<string, StoredTurn>,
  vocabularyHash: string,
): ConversationMessage[] {
  const restored: ConversationMessage[] = [];
  for (const message of messages) {
    const turn = message.type === 'tool-call' ? turns.get(message.callId ?? '') : undefined;
    const begun = turn ? beginningOfTurn(restored) : 0;
    if (
      message.type === 'tool-call' &&
      turn?.vocabularyHash === vocabularyHash &&
      isSame(turn, message, restored.slice(begun))
    ) {
      restored.splice(begun, Infinity, { type: 'produced-turn', tokenIds: turn.tokenIds });
    } else {
      restored.push(message);
    }
  }
  return restored;
}

/** Ids of the calls that may be known: those whose answers we wrote ourselves. */
export function knownCallIds(messages: readonly ConversationMessage[]): string[] {
  const calls = messages.filter((message) => message.type === 'tool-call');
  return [...new Set(calls.flatMap(({ callId }) => (callId && /^call_[0-9a-z]{24}$/.test(callId) ? [callId] : [])))];
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
