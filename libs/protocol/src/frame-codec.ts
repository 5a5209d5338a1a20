import {
  type ContentDelta as WireContentDelta,
  type Event,
  type Finish as WireFinish,
  FrameBody,
  type TokenLogprob as WireTokenLogprob,
} from './generated/frame.js';
import type { Frame } from './frame.js';
import type {
  ContentDelta,
  FinishEvent,
  FinishReason,
  GenerationEvent,
  ItemKind,
  SteeringAction,
  TokenLikelihood,
  TokenLogprob,
} from './generation-event.js';
import { isErrorCode } from './serving-error.js';

/** The bytes of a frame as they stand in the log and travel over the relay; encoded once, by whoever appends. */
export function encodeFrameBody(frame: Omit<Frame, 'sequence'>): Uint8Array {
  return FrameBody.encode({
    firstTokenIndex: frame.firstTokenIndex,
    tokenIds: [...frame.tokenIds],
    events: frame.events.map((event) => ({ event: toWireEvent(event) })),
  }).finish();
}

/** The same of a frame of one event and no tokens, as those append who do not generate: what somebody does to a generation, or its end. */
export function encodeEventFrame(event: GenerationEvent): Uint8Array {
  return encodeFrameBody({ firstTokenIndex: 0, tokenIds: [], events: [event] });
}

/** The frame that stands at `sequence` with this body. Throws if the body is not one of ours. */
export function decodeFrame(sequence: number, body: Uint8Array): Frame {
  const { firstTokenIndex, tokenIds, events } = FrameBody.decode(body);
  return { sequence, firstTokenIndex, tokenIds, events: events.map(fromWireEvent) };
}

function toWireEvent(event: GenerationEvent): NonNullable<Event['event']> {
  switch (event.type) {
    case 'generation-started':
      return { $case: 'generationStarted', generationStarted: event };
    case 'item-started':
      return { $case: 'itemStarted', itemStarted: event };
    case 'reasoning-delta':
      return { $case: 'reasoningDelta', reasoningDelta: event };
    case 'content-delta':
      return { $case: 'contentDelta', contentDelta: toWireContentDelta(event) };
    case 'tool-arguments-delta':
      return { $case: 'toolArgumentsDelta', toolArgumentsDelta: event };
    case 'item-ended':
      return { $case: 'itemEnded', itemEnded: event };
    case 'paused':
      return { $case: 'paused', paused: {} };
    case 'resumed':
      return { $case: 'resumed', resumed: {} };
    case 'rewound':
      return {
        $case: 'rewound',
        rewound: { ...event, standing: event.standing.map((standing) => ({ event: toWireEvent(standing) })) },
      };
    case 'steered':
      return { $case: 'steered', steered: event };
    case 'token-inspected':
      return { $case: 'tokenInspected', tokenInspected: { ...event, token: toWireLogprob(event.token) } };
    case 'finish':
      return { $case: 'finish', finish: { ...event, stopText: event.stopText ?? '' } };
    case 'error':
      return { $case: 'error', error: event };
  }
}

function toWireContentDelta({ item, text, logprobs }: ContentDelta): WireContentDelta {
  return { item, text, logprobs: (logprobs ?? []).map(toWireLogprob) };
}

function toWireLogprob(token: TokenLogprob): WireTokenLogprob {
  const toWire = ({ bytes, logprob }: TokenLikelihood) => ({ bytes: Buffer.from(bytes), logprob });
  return { token: toWire(token), alternatives: token.alternatives.map(toWire) };
}

function fromWireContentDelta({ item, text, logprobs }: WireContentDelta): ContentDelta {
  if (logprobs.length === 0) return { type: 'content-delta', item, text };
  return { type: 'content-delta', item, text, logprobs: logprobs.map(fromWireLogprob) };
}

function fromWireLogprob(logprob: WireTokenLogprob | undefined): TokenLogprob {
  if (!logprob?.token) throw new Error('A log probability without its token');
  return { ...fromWireLikelihood(logprob.token), alternatives: logprob.alternatives.map(fromWireLikelihood) };
}

function fromWireLikelihood({ bytes, logprob }: TokenLikelihood): TokenLikelihood {
  return { bytes: Uint8Array.from(bytes), logprob };
}

function fromWireEvent({ event }: Event): GenerationEvent {
  switch (event?.$case) {
    case 'generationStarted':
      return { type: 'generation-started', ...event.generationStarted };
    case 'itemStarted':
      return { type: 'item-started', ...event.itemStarted, kind: parseItemKind(event.itemStarted.kind) };
    case 'reasoningDelta':
      return { type: 'reasoning-delta', ...event.reasoningDelta };
    case 'contentDelta':
      return fromWireContentDelta(event.contentDelta);
    case 'toolArgumentsDelta':
      return { type: 'tool-arguments-delta', ...event.toolArgumentsDelta };
    case 'itemEnded':
      return { type: 'item-ended', ...event.itemEnded };
    case 'paused':
      return { type: 'paused' };
    case 'resumed':
      return { type: 'resumed' };
    case 'rewound':
      return { type: 'rewound', ...event.rewound, standing: event.rewound.standing.map(fromWireEvent) };
    case 'steered':
      return { type: 'steered', ...event.steered, action: parseSteeringAction(event.steered.action) };
    case 'tokenInspected':
      return {
        type: 'token-inspected',
        ...event.tokenInspected,
        token: fromWireLogprob(event.tokenInspected.token),
      };
    case 'finish':
      return fromWireFinish(event.finish);
    case 'error':
      return {
        type: 'error',
        code: isErrorCode(event.error.code) ? event.error.code : 'internal_error',
        message: event.error.message,
      };
    case undefined:
      throw new Error('A frame holds an event of an unknown kind; was it written by a newer version?');
  }
}

function fromWireFinish({ reason, usage, stopText }: WireFinish): FinishEvent {
  if (!usage) throw new Error('A finish event without usage');
  return { type: 'finish', reason: parseFinishReason(reason), usage, ...(stopText === '' ? {} : { stopText }) };
}

function parseItemKind(text: string): ItemKind {
  if (text === 'reasoning' || text === 'preamble' || text === 'answer' || text === 'tool-call') return text;
  throw new Error(`Unknown item kind "${text}"`);
}

function parseFinishReason(text: string): FinishReason {
  if (text === 'stop' || text === 'length' || text === 'tool-call') return text;
  throw new Error(`Unknown finish reason "${text}"`);
}

function parseSteeringAction(text: string): SteeringAction {
  if (text === 'answer-now' || text === 'think-more' || text === 'inspect') return text;
  throw new Error(`Unknown action "${text}"`);
}
