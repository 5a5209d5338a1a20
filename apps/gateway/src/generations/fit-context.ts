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
  const from = (message: number): Promise<PreparedRequest> => {
    const messages = conversation.messages.slice(message);
    return prepare({ ...request, prompt: { type: 'conversation', conversation: { ...conversation, messages } } });
  };
  return (await longestThatFits(mostTokens, laterTurns(conversation.messages), from)) ?? whole;
}

/** The longest that fits of those that begin with one of these turns; the shortest if none does. */
async function longestThatFits(
  mostTokens: number,
  turns: readonly number[],
  from: (message: number) => Promise<PreparedRequest>,
): Promise<PreparedRequest | null> {
  const last = turns.at(-1);
  if (last === undefined) return null;
  let fitting = await from(last);
  let [low, high] = [0, turns.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const shorter = await from(turns[middle] ?? last);
    if (shorter.tokenIds.length > mostTokens) low = middle + 1;
    else {
      high = middle;
      fitting = shorter;
    }
  }
  return fitting;
}

/** Where turns begin that have something before them. */
function laterTurns(messages: readonly ConversationMessage[]): number[] {
  return messages.flatMap(({ type }, index) =>
    index > 0 && type === 'user' && messages[index - 1]?.type !== 'user' ? [index] : [],
  );
}
