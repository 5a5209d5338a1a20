import type { Conversation, ConversationMessage, ProducedTurn } from '#protocol';
import type { HarmonyControlTokens, Vocabulary } from '../vocabulary/vocabulary.js';
import { developerText, instructionsSection } from './developer-message.js';
import { forgetClosedReasoning, producedMessages } from './history.js';
import { systemText } from './system-message.js';

/** A part of the prompt: a number is a control token, a string is text and can never become one. */
type Piece = string | number;

/**
 * The whole prompt as token ids, up to the `<|start|>assistant` after which the model writes on.
 * Control tokens are written here and nowhere else, by number; every text, whoever wrote it, is encoded as ordinary
 * tokens, so `<|end|>` in a user's message is six harmless tokens.
 * Each string below is encoded on its own, cut where OpenAI's library cuts, which gives the ids the model was
 * trained on (` to` is 316).
 */
export function renderPrompt(conversation: Conversation, vocabulary: Vocabulary): number[] {
  const { control } = vocabulary;
  const developer = developerText(conversation);
  const pieces = [
    ...messagePieces(control, ['system'], systemText(conversation)),
    ...(developer === '' ? [] : messagePieces(control, ['developer'], developer)),
    ...historyPieces(forgetClosedReasoning(conversation.messages), vocabulary),
    control.start,
    'assistant',
  ];
  return pieces.flatMap((piece) => (typeof piece === 'string' ? vocabulary.encode(piece) : piece));
}

function historyPieces(messages: readonly ConversationMessage[], vocabulary: Vocabulary): Piece[] {
  const lastAnswer = messages.findLastIndex(({ type }) => type === 'answer');
  return messages.flatMap((message, index) =>
    message.type === 'produced-turn'
      ? producedPieces(message.tokenIds, index < lastAnswer, vocabulary)
      : conversationPieces(vocabulary.control, message),
  );
}

/** What the model wrote itself goes back as it was, token by token. */
function producedPieces(tokenIds: readonly number[], isClosed: boolean, vocabulary: Vocabulary): Piece[] {
  const messages = producedMessages(tokenIds, isClosed, vocabulary);
  return messages.flatMap((message) => [vocabulary.control.start, 'assistant', ...message]);
}

function conversationPieces(
  control: HarmonyControlTokens,
  message: Exclude<ConversationMessage, ProducedTurn>,
): Piece[] {
  switch (message.type) {
    case 'developer':
      return messagePieces(control, ['developer'], instructionsSection(message.text));
    case 'user':
      return messagePieces(control, ['user'], message.text);
    case 'reasoning':
      if (message.tokenIds) return [control.start, 'assistant', ...message.tokenIds];
      return messagePieces(control, ['assistant', control.channel, 'analysis'], message.text);
    case 'preamble':
      return messagePieces(control, ['assistant', control.channel, 'commentary'], message.text);
    case 'answer':
      return messagePieces(control, ['assistant', control.channel, 'final'], message.text);
    case 'tool-call':
      return messagePieces(control, toolCallHeader(control, message.name), message.argumentsText, control.call);
    case 'tool-result':
      return messagePieces(control, toolResultHeader(control, message.name), message.text);
  }
}

/**
 * Channel first, then recipient, and a constrained type: this is what the model itself emits, so a replayed call
 * continues the attention state of the real one. The library's own renderer puts the recipient before the channel.
 */
function toolCallHeader(control: HarmonyControlTokens, name: string): Piece[] {
  return ['assistant', control.channel, `commentary to=functions.${name}`, ' ', control.constrain, 'json'];
}

function toolResultHeader(control: HarmonyControlTokens, name: string): Piece[] {
  return [`functions.${name}`, ' to=assistant', control.channel, 'commentary'];
}

function messagePieces(
  control: HarmonyControlTokens,
  header: readonly Piece[],
  body: string,
  last = control.end,
): Piece[] {
  return [control.start, ...header, control.message, body, last];
}
