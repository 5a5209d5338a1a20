import { describe, expect, it } from '@jest/globals';
import { StepGate } from './step-gate.js';

describe('the step gate', () => {
  it('lets everybody in together, and nobody while a step is under way', async () => {
    const gate = new StepGate();
    const log: string[] = [];
    const finish: Record<string, () => void> = {};
    const enter = (name: string): Promise<void> =>
      gate.enter(async () => {
        log.push(`${name} in`);
        await new Promise<void>((resolve) => (finish[name] = resolve));
        log.push(`${name} out`);
      });
    const first = [enter('a'), enter('b')];
    await new Promise(setImmediate);
    expect(log).toEqual(['a in', 'b in']);
    const late = enter('c');
    finish['a']?.();
    await first[0];
    await new Promise(setImmediate);
    expect(log).toEqual(['a in', 'b in', 'a out']);
    finish['b']?.();
    await first[1];
    await new Promise(setImmediate);
    expect(log).toEqual(['a in', 'b in', 'a out', 'b out', 'c in']);
    finish['c']?.();
    await late;
  });

  it('goes on after work that fails', async () => {
    const gate = new StepGate();
    await expect(gate.enter(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.enter(() => Promise.resolve(1))).toBe(1);
  });
});
