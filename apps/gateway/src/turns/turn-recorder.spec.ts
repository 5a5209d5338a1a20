import { describe, expect, it } from '@jest/globals';
import type { FinishReason, Frame, GenerationEvent } from '#protocol';
import { TurnRecorder } from './turn-recorder.js';

describe('what is recorded of a generation', () => {
  it('is its turn once it has ended in a call, with all its tokens and what the client saw, however it was cut into frames', () => {
    const recorder = recorderOf();
    recorder.push([frame([1, 2], started(0, 'reasoning'), delta('reasoning-delta', 0, 'one '))]);
    recorder.push([
      frame([3], delta('reasoning-delta', 0, 'thought')),
      frame([4, 5], started(1, 'preamble'), delta('content-delta', 1, 'plan')),
      frame([6], started(2, 'tool-call', 'look'), delta('tool-arguments-delta', 2, '{"place":')),
    ]);
    expect(recorder.turn()).toBeNull();
    recorder.push([frame([7], delta('tool-arguments-delta', 2, '"Rome"}'), finish('tool-call'))]);
    expect(recorder.turn()).toEqual({
      item: 2,
      turn: {
        vocabularyHash: 'vocabulary',
        tokenIds: [1, 2, 3, 4, 5, 6, 7],
        reasoning: 'one thought',
        preamble: 'plan',
        toolName: 'look',
        argumentsText: '{"place":"Rome"}',
      },
    });
  });

  it('is what stands of it after somebody rewound it', () => {
    const recorder = recorderOf();
    recorder.push([frame([1, 2], started(0, 'reasoning'), delta('reasoning-delta', 0, 'one two'))]);
    recorder.push([frame([3], started(1, 'tool-call', 'wrong'), delta('tool-arguments-delta', 1, '{'))]);
    const standing = [started(0, 'reasoning'), delta('reasoning-delta', 0, 'one other')];
    recorder.push([
      frame([9], { type: 'rewound', command: 1, toToken: 1, standing }),
      frame([4], started(1, 'tool-call', 'look'), delta('tool-arguments-delta', 1, '{}'), finish('tool-call')),
    ]);
    expect(recorder.turn()?.turn).toMatchObject({
      tokenIds: [1, 9, 4],
      reasoning: 'one other',
      toolName: 'look',
      argumentsText: '{}',
    });
  });

  it.each<[string, GenerationEvent]>([
    ['with an answer', finish('stop')],
    ['because it was long enough', finish('length')],
    ['with an error', { type: 'error', code: 'generation_failed', message: '' }],
  ])('is nothing if it ended %s', (_, end) => {
    const recorder = recorderOf();
    recorder.push([frame([1], started(0, 'tool-call', 'look'), delta('tool-arguments-delta', 0, '{}'), end)]);
    expect(recorder.turn()).toBeNull();
  });

  it('is nothing of a turn of more than 65,536 tokens', () => {
    const turnOf = (tokens: number) => {
      const recorder = recorderOf();
      recorder.push([frame(new Array<number>(tokens - 1).fill(7), started(0, 'tool-call', 'look'))]);
      recorder.push([frame([8], finish('tool-call'))]);
      return recorder.turn();
    };
    expect(turnOf(65_536)?.turn.tokenIds).toHaveLength(65_536);
    expect(turnOf(65_537)).toBeNull();
  });
});

function recorderOf(): TurnRecorder {
  return new TurnRecorder({ vocabularyHash: 'vocabulary' });
}

function frame(tokenIds: readonly number[], ...events: GenerationEvent[]): Frame {
  return { sequence: 1, firstTokenIndex: 0, tokenIds, events };
}

function started(item: number, kind: 'reasoning' | 'preamble' | 'tool-call', toolName = ''): GenerationEvent {
  return { type: 'item-started', item, kind, toolName };
}

function delta(
  type: 'reasoning-delta' | 'content-delta' | 'tool-arguments-delta',
  item: number,
  text: string,
): GenerationEvent {
  return { type, item, text };
}

function finish(reason: FinishReason): GenerationEvent {
  const usage = { promptTokens: 1, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 };
  return { type: 'finish', reason, usage };
}
