import type { ConversationMessage } from '#protocol';

/** What a client said in a message; a turn that the model wrote is no text. */
export function textOf(message: ConversationMessage): string {
  if (message.type === 'produced-turn') return '';
  return message.type === 'tool-call' ? message.argumentsText : message.text;
}
