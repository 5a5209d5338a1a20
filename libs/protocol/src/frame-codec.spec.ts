import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeFrame, encodeFrameBody, type GenerationEvent } from './index.js';

const item = fc.nat(1000);
const text = fc.string({ unit: 'grapheme' });
const tokens = fc.nat(2 ** 31);
const bytes = fc.uint8Array({ maxLength: 8 });
// Protobuf leaves a zero out, and with it its sign.
const logprob = fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0));
const likelihood = fc.record({ bytes, logprob });

const tokenLogprob = fc.record({ bytes, logprob, alternatives: fc.array(likelihood) });

const outputEvent: fc.Arbitrary<GenerationEvent> = fc.oneof(
  fc.record({ type: fc.constant('generation-started' as const), cachedTokens: tokens }),
  fc.record({
    type: fc.constant('item-started' as const),
    item,
    kind: fc.constantFrom('reasoning' as const, 'preamble' as const, 'answer' as const, 'tool-call' as const),
    toolName: text,
  }),
  fc.record({
    type: fc.constantFrom('reasoning-delta' as const, 'content-delta' as const, 'tool-arguments-delta' as const),
    item,
    text,
  }),
  fc.record({
    type: fc.constant('content-delta' as const),
    item,
    text,
    logprobs: fc.array(tokenLogprob, { minLength: 1 }),
  }),
  fc.record({ type: fc.constant('item-ended' as const), item }),
  fc.record({
    type: fc.constant('finish' as const),
    reason: fc.constantFrom('stop' as const, 'length' as const, 'tool-call' as const),
    usage: fc.record({ promptTokens: tokens, cachedTokens: tokens, completionTokens: tokens, reasoningTokens: tokens }),
  }),
  fc.record({
    type: fc.constant('finish' as const),
    reason: fc.constant('stop' as const),
    usage: fc.record({ promptTokens: tokens, cachedTokens: tokens, completionTokens: tokens, reasoningTokens: tokens }),
    stopText: fc.string({ unit: 'grapheme', minLength: 1 }),
  }),
  fc.record({ type: fc.constant('error' as const), code: fc.constant('generation_failed' as const), message: text }),
);

const anyEvent: fc.Arbitrary<GenerationEvent> = fc.oneof(
  outputEvent,
  fc.record({ type: fc.constantFrom('paused' as const, 'resumed' as const) }),
  fc.record({
    type: fc.constant('rewound' as const),
    command: item,
    toToken: tokens,
    standing: fc.array(outputEvent, { maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('steered' as const),
    command: item,
    action: fc.constantFrom('answer-now' as const, 'think-more' as const, 'inspect' as const),
    tokens,
    alternatives: item,
    applied: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('token-inspected' as const),
    tokenIndex: tokens,
    tokenId: tokens,
    token: tokenLogprob,
  }),
);

describe('the frame codec', () => {
  it('gives back every frame it encoded', () => {
    fc.assert(
      fc.property(
        fc.record({
          sequence: fc.nat(),
          firstTokenIndex: tokens,
          tokenIds: fc.array(tokens),
          events: fc.array(anyEvent),
        }),
        (frame) => {
          expect(decodeFrame(frame.sequence, encodeFrameBody(frame))).toEqual(frame);
        },
      ),
    );
  });

  it('refuses an event it does not know instead of dropping it', () => {
    const unknownField = Uint8Array.from([0x1a, 0x03, 0xfa, 0x01, 0x00]);
    expect(() => decodeFrame(1, unknownField)).toThrow('newer version');
  });
});
