import type { ConversationMessage, GenerationRequest } from '#protocol';
import type { PreparedRequest } from './request-preparer.js';

/** The part of the context that is left to an answer, unless it asks for less. */
const LEFT_TO_ANSWER = 1 / 4;

/**
 * A request as the model reads it. If it may forget, and is too long, as many of the oldest turns are left out as it takes to
 * leave room for an answer; a turn begins with what the user says. The last one is never left out: so the result may not fit.
 */
export async function fitContext(
  request: GenerationRequest,
  contextTokens: number,
  prepare: (request: GenerationRequest) => Promise<PreparedRequest>,
): Promise<PreparedRequest> {
  const whole = await prepare(request);
  const answerTokens = Math.ceil(contextTokens * LEFT_TO_ANSWER);
  const mostTokens = contextTokens - Math.min(request.maxOutputTokens ?? answerTokens, answerTokens);
  const { prompt, mayForgetOldest } = request;
  if (!mayForgetOldest || prompt.type !== 'conversation' || whole.tokenIds.length <= mostTokens) return whole;
  const { conversation } = prompt;
  const beginnings = turnBeginnings(conversation.messages);
  const from = (turn: number): Promise<PreparedRequest> => {
    const messages = conversation.messages.slice(beginnings[turn]);
    return prepare({ ...request, prompt: { type: 'conversation', conversation: { ...conversation, messages } } });
  };
  return shortenTo(mostTokens, whole, beginnings.length, from);
}

/** The longest that fits of those that begin with a later turn; the shortest if none does. */
async function shortenTo(
  mostTokens: number,
  whole: PreparedRequest,
  turns: number,
  from: (turn: number) => Promise<PreparedRequest>,
): Promise<PreparedRequest> {
  let fitting = turns > 1 ? await from(turns - 1) : whole;
  let [low, high] = [1, turns - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const shorter = await from(middle);
    if (shorter.tokenIds.length > mostTokens) low = middle + 1;
    else {
      high = middle;
      fitting = shorter;
    }
  }
  return fitting;
}

function turnBeginnings(messages: readonly ConversationMessage[]): number[] {
  return messages.flatMap(({ type }, index) =>
    type === 'user' && messages[index - 1]?.type !== 'user' ? [index] : [],
  );
}
