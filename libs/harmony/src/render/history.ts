import type { ConversationMessage } from '#protocol';

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
