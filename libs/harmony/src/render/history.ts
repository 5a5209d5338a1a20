import type { ConversationMessage } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';

/**
 * The part of a history that the model is shown again: an answer closes its turn, and the reasoning of closed turns
 * is forgotten. After the last answer everything stays, so that a tool loop keeps its train of thought.
 * This is the rule of OpenAI's cookbook and of the model's chat template. The library forgets less: nothing while a
 * tool loop is open, and otherwise only what stands before the first answer. By the rule here it makes no difference
 * whether a client sends the reasoning of closed turns back or not.
 */
export function forgetClosedReasoning(messages: readonly ConversationMessage[]): ConversationMessage[] {
  const lastAnswer = messages.findLastIndex((message) => message.type === 'answer');
  return messages.filter((message, index) => message.type !== 'reasoning' || index > lastAnswer);
}

/**
 * The messages of a turn that the model wrote, without their `<|start|>assistant`. Of a closed turn only those that are
 * not reasoning: by the same rule, on token ids.
 */
export function producedMessages(tokenIds: readonly number[], isClosed: boolean, vocabulary: Vocabulary): number[][] {
  const { start, end } = vocabulary.control;
  const role = vocabulary.encode('assistant').length;
  const messages: number[][] = [[]];
  for (let index = 0; index < tokenIds.length; index++) {
    const tokenId = tokenIds[index];
    if (tokenId === undefined) continue;
    if (tokenId === start) {
      messages.push([]);
      index += role;
    } else messages.at(-1)?.push(tokenId);
  }
  // Of all that a model writes before it calls a tool, only a thought or a preamble ends with <|end|>; a preamble stays.
  const isThought = (message: readonly number[]): boolean =>
    message.at(-1) === end && headerText(message, vocabulary).startsWith('analysis');
  return isClosed ? messages.filter((message) => !isThought(message)) : messages;
}

function headerText(message: readonly number[], vocabulary: Vocabulary): string {
  const header = message.slice(0, message.indexOf(vocabulary.control.message));
  return Buffer.concat(header.map((tokenId) => vocabulary.bytesOf(tokenId))).toString();
}
