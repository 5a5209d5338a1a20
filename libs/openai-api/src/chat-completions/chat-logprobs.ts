import type { TokenLikelihood, TokenLogprob } from '#protocol';

/** What OpenAI says of a token that is impossible; JSON has no infinity. */
const IMPOSSIBLE = -9_999;

export interface ChatTokenLikelihood {
  /** The bytes as text; what is only a part of a character becomes U+FFFD. */
  token: string;
  logprob: number;
  bytes: number[];
}

export interface ChatTokenLogprob extends ChatTokenLikelihood {
  top_logprobs: ChatTokenLikelihood[];
}

export interface ChatLogprobs {
  content: ChatTokenLogprob[];
  refusal: null;
}

/** Log probabilities of tokens of the content as OpenAI's clients read them. */
export function toChatLogprobs(tokens: readonly TokenLogprob[]): ChatLogprobs {
  const content = tokens.map((token) => ({
    ...toLikelihood(token),
    top_logprobs: token.alternatives.map(toLikelihood),
  }));
  return { content, refusal: null };
}

function toLikelihood({ bytes, logprob }: TokenLikelihood): ChatTokenLikelihood {
  return {
    token: Buffer.from(bytes).toString(),
    logprob: finiteLogprob(logprob),
    bytes: [...bytes],
  };
}

/** A log probability as JSON can say it. */
export function finiteLogprob(logprob: number): number {
  return logprob > IMPOSSIBLE ? logprob : IMPOSSIBLE;
}
