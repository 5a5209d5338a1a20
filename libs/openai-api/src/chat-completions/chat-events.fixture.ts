import type { FinishReason, GenerationEvent, ItemKind, Usage } from '#protocol';
import fc from 'fast-check';
import type { ChatIdentity } from './chat-identity.js';

export const IDENTITY: ChatIdentity = {
  generationId: 'gen_01k9yq5w3v7zq4m8r2t6x0abcd',
  model: 'openai/gpt-oss-20b',
  createdSeconds: 1_763_900_000,
  systemFingerprint: 'fp_tiny',
};

export const USAGE: Usage = { promptTokens: 70, cachedTokens: 64, completionTokens: 30, reasoningTokens: 12 };

const DELTAS = {
  reasoning: 'reasoning-delta',
  preamble: 'content-delta',
  answer: 'content-delta',
  'tool-call': 'tool-arguments-delta',
} as const;

export interface Item {
  kind: ItemKind;
  texts: string[];
}

/** The events of one item after another, as a worker sends them. */
export function eventsOf(items: readonly Item[], reason: FinishReason = 'stop'): GenerationEvent[] {
  return [
    { type: 'generation-started', cachedTokens: USAGE.cachedTokens },
    ...items.flatMap(({ kind, texts }, item): GenerationEvent[] => [
      { type: 'item-started', item, kind, toolName: kind === 'tool-call' ? `tool_${item}` : '' },
      ...texts.map((text): GenerationEvent => ({ type: DELTAS[kind], item, text })),
      { type: 'item-ended', item },
    ]),
    { type: 'finish', reason, usage: USAGE },
  ];
}

export const anyEvents: fc.Arbitrary<GenerationEvent[]> = fc
  .tuple(
    fc.array(
      fc.record({
        kind: fc.constantFrom<ItemKind>('reasoning', 'preamble', 'answer', 'tool-call'),
        texts: fc.array(fc.string({ unit: 'grapheme' })),
      }),
    ),
    fc.constantFrom<FinishReason>('stop', 'length', 'tool-call'),
  )
  .map(([items, reason]) => eventsOf(items, reason));
