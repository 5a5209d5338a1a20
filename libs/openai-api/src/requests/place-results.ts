import type { ConversationMessage } from '#protocol';

/** What a tool gave back, as clients send it: it knows its call by the id alone. */
export interface CallResult {
  type: 'call-result';
  callId: string;
  text: string;
}

/**
 * The conversation with each result directly behind its call, under the name of the tool. Harmony has no ids: of calls that
 * were made together the model could not tell whose result is whose, and clients send them in any order. A result that came
 * only after an answer stays where it is. Of calls with one id the latest counts. A result without a call before it is left
 * out, unless `orphan` throws.
 */
export function placeResults<Result extends CallResult>(
  messages: readonly (ConversationMessage | Result)[],
  orphan: (result: Result) => void,
): ConversationMessage[] {
  const names = new Map<string, string>();
  const open = new Map<string, ConversationMessage[]>();
  const placed: ConversationMessage[][] = [];
  for (const message of messages) {
    if (message.type === 'call-result') {
      const name = names.get(message.callId);
      if (name === undefined) orphan(message);
      else put({ type: 'tool-result', name, text: message.text }, open.get(message.callId));
      continue;
    }
    const place = put(message);
    if (message.type === 'answer') open.clear();
    if (message.type !== 'tool-call' || message.callId === undefined) continue;
    names.set(message.callId, message.name);
    open.set(message.callId, place);
  }
  return placed.flat();

  function put(message: ConversationMessage, behind?: ConversationMessage[]): ConversationMessage[] {
    if (behind === undefined) placed.push((behind = []));
    behind.push(message);
    return behind;
  }
}
