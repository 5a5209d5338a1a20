import type { ContentDelta, GenerationEvent, RewoundEvent, TokenLikelihood, TokenLogprob } from '#protocol';

/** A token and how likely it was. What is only a part of a character becomes U+FFFD in the text. */
export interface NeutralLikelihood {
  text: string;
  bytes: number[];
  /** `null` of what is impossible: JSON has no infinity. */
  logprob: number | null;
}

export interface NeutralLogprob extends NeutralLikelihood {
  /** The likeliest tokens at its place, itself among them if it is one. */
  alternatives: NeutralLikelihood[];
}

/** An event of a generation as JSON. */
export type NeutralEvent =
  | Exclude<GenerationEvent, ContentDelta | RewoundEvent | { type: 'token-inspected' }>
  | (Omit<ContentDelta, 'logprobs'> & { logprobs?: NeutralLogprob[] })
  | (Omit<RewoundEvent, 'standing'> & { standing: NeutralEvent[] })
  | { type: 'token-inspected'; tokenIndex: number; tokenId: number; token: NeutralLogprob };

/** An event as JSON: by our own names, and bytes as arrays of numbers beside the text they are. */
export function toNeutralEvent(event: GenerationEvent): NeutralEvent {
  switch (event.type) {
    case 'content-delta': {
      const { logprobs, ...delta } = event;
      return logprobs ? { ...delta, logprobs: logprobs.map(toNeutralLogprob) } : delta;
    }
    case 'token-inspected':
      return { ...event, token: toNeutralLogprob(event.token) };
    case 'rewound':
      return { ...event, standing: event.standing.map(toNeutralEvent) };
    default:
      return event;
  }
}

function toNeutralLogprob(token: TokenLogprob): NeutralLogprob {
  return { ...toNeutralLikelihood(token), alternatives: token.alternatives.map(toNeutralLikelihood) };
}

function toNeutralLikelihood({ bytes, logprob }: TokenLikelihood): NeutralLikelihood {
  return {
    text: Buffer.from(bytes).toString(),
    bytes: [...bytes],
    logprob: Number.isFinite(logprob) ? logprob : null,
  };
}
