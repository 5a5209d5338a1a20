import { describe, expect, it } from '@jest/globals';
import { type Frame, type NumberedCommand, foldTokens } from '#protocol';
import fc from 'fast-check';
import { foldFrames, foldWithEdits } from './fold-frames.js';

const anyTokens = fc.array(fc.nat(9), { maxLength: 4 });
const anyFrames: fc.Arbitrary<Frame[]> = fc
  .array(fc.tuple(anyTokens, fc.option(fc.nat(12), { freq: 3 })), { maxLength: 12 })
  .map((frames) =>
    frames.map(([tokenIds, toToken], index) => ({
      sequence: index + 1,
      firstTokenIndex: 0,
      tokenIds,
      events: toToken === null ? [] : [{ type: 'rewound', command: index + 1, toToken, standing: [] }],
    })),
  );

const edit = (number: number, toToken: number, ...tokenIds: number[]): NumberedCommand => ({
  ...{ action: 'edit', number, toToken, tokenIds },
});

describe('the tokens that stand', () => {
  it('are those of the fold of all frames', () => {
    fc.assert(
      fc.property(anyFrames, (frames) => {
        expect(foldFrames(frames)).toEqual(frames.reduce<readonly number[]>(foldTokens, []));
      }),
    );
  });

  it('are known before an edit has its effect, and the same behind it', () => {
    const tokens: Frame = { sequence: 1, firstTokenIndex: 0, tokenIds: [1, 2, 3], events: [] };
    const rewound: Frame = {
      sequence: 2,
      firstTokenIndex: 1,
      tokenIds: [8],
      events: [{ type: 'rewound', command: 1, toToken: 1, standing: [] }],
    };
    const commands = [edit(1, 1, 8), { action: 'answer-now', number: 2 } as const, edit(3, 2, 9)];
    expect(foldWithEdits([tokens], commands)).toEqual([1, 8, 9]);
    expect(foldWithEdits([tokens, rewound], commands)).toEqual([1, 8, 9]);
  });
});
