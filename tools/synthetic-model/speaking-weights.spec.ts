import { describe, expect, it } from '@jest/globals';
import { gptOssTensors } from './gpt-oss.js';
import type { HarmonyScript, Step } from './harmony-script.js';
import { RandomBits } from './random-bits.js';
import { smallShape } from './shape.js';
import { drawSignCodes, likeness } from './sign-codes.js';
import { speakHarmony, successorRows } from './speaking-weights.js';
import { sizeOf } from './tensor.js';

const FIRST_WORD = 10;
const [CHANNEL, ANALYSIS, FINAL] = [1, 2, 3] as const;
const words = Array.from({ length: 300 }, (_, index) => FIRST_WORD + index);
const steps: Step[] = [
  { from: CHANNEL, to: ANALYSIS, when: 'before-reasoning' },
  { from: CHANNEL, to: FINAL, when: 'after-reasoning' },
  ...words.slice(1).map((to): Step => ({ from: to - 1, to, when: 'always' })),
];
const script: HarmonyScript = { steps, lastThought: 20 };

describe('codes', () => {
  it('are different from each other and from the flag', () => {
    const { flag, codes } = drawSignCodes(300, 64, new RandomBits(1));
    codes.forEach((code, index) => {
      expect(likeness(code, flag)).toBeLessThanOrEqual(0.1);
      codes.slice(index + 1).forEach((other) => expect(likeness(code, other)).toBeLessThanOrEqual(0.4));
    });
  });

  it('are refused where there is no room for them', () => {
    expect(() => drawSignCodes(100, 8, new RandomBits(1))).toThrow('A width of 8 leaves no room');
  });
});

describe('the rows of successors', () => {
  const { flag, codes } = drawSignCodes(words.length + 3, 64, new RandomBits(1));
  const ids = [CHANNEL, ANALYSIS, FINAL, ...words];
  const codeOf = new Map(ids.map((id, index) => [id, codes[index] ?? flag]));
  const rows = successorRows(steps, codeOf, flag);

  it.each([false, true])('leave no doubt of what comes next, the flag being %s', (isFlagged) => {
    for (const { from, to, when } of steps) {
      if (when === (isFlagged ? 'before-reasoning' : 'after-reasoning')) continue;
      const input = normalized(
        (codeOf.get(from) ?? flag).map((sign, index) => 2 * sign + (isFlagged ? (flag[index] ?? 0) : 0)),
      );
      const logits = [...rows]
        .map(([id, row]) => ({ id, logit: product(row, input) }))
        .sort((a, b) => b.logit - a.logit);
      expect(logits[0]?.id).toBe(to);
      expect((logits[0]?.logit ?? 0) - (logits[1]?.logit ?? 0)).toBeGreaterThan(20);
    }
  });
});

describe('a model that speaks', () => {
  const shape = smallShape(64);
  const plain = () => gptOssTensors(shape, 400, 1);

  it('has the tensors of any other, with the same sizes', () => {
    const tensors = speakHarmony(plain(), shape, script, 1);
    expect(tensors.map(({ name, type, dimensions }) => ({ name, type, dimensions }))).toEqual(
      plain().map(({ name, type, dimensions }) => ({ name, type, dimensions })),
    );
    for (const tensor of tensors) {
      const bytes = [...tensor.chunks()].reduce((sum, chunk) => sum + chunk.length, 0);
      expect(bytes).toBe(sizeOf(tensor));
    }
  });

  it('leaves the experts and all other layers random', () => {
    const random = plain();
    const changed = speakHarmony(random, shape, script, 1).filter((tensor) => !random.includes(tensor));
    expect(changed.map(({ name }) => name)).toEqual([
      'token_embd.weight',
      'output.weight',
      ...['attn_q.weight', 'attn_q.bias', 'attn_k.weight', 'attn_v.weight', 'attn_v.bias'].map(
        (name) => `blk.1.${name}`,
      ),
      'blk.1.attn_output.weight',
      'blk.1.attn_sinks.weight',
    ]);
  });

  it('needs a layer that looks at the whole context', () => {
    expect(() => speakHarmony(plain(), { ...shape, layers: 1 }, script, 1)).toThrow('two layers');
  });
});

function normalized(vector: Int8Array): Float32Array {
  const size = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0) / vector.length);
  return Float32Array.from(vector, (value) => value / size);
}

function product(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
