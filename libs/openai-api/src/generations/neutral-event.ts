import type { GenerationEvent, TokenLikelihood, TokenLogprob } from '#protocol';

/** An event as JSON: by our own names, and bytes as arrays of numbers beside the text they are. */
export function toNeutralEvent(event: GenerationEvent): object {
  switch (event.type) {
    case 'content-delta':
      return event.logprobs ? { ...event, logprobs: event.logprobs.map(toNeutralLogprob) } : event;
    case 'token-inspected':
      return { ...event, token: toNeutralLogprob(event.token) };
    case 'rewound':
      return { ...event, standing: event.standing.map(toNeutralEvent) };
    default:
      return event;
  }
}

function toNeutralLogprob(token: TokenLogprob): object {
  return { ...toNeutralLikelihood(token), alternatives: token.alternatives.map(toNeutralLikelihood) };
}

/** JSON has no infinity: what is impossible is `null`. What is only a part of a character becomes U+FFFD in the text. */
function toNeutralLikelihood({ bytes, logprob }: TokenLikelihood): object {
  return { text: Buffer.from(bytes).toString(), bytes: [...bytes], logprob };
}
