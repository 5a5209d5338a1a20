import { describe, expect, it } from '@jest/globals';
import { StepGate } from './step-gate.js';

describe('the step gate', () => {
  it('lets everybody in together, and nobody while a step is under way', async () => {
    const gate = new StepGate(() => undefined);
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
    const gate = new StepGate(() => undefined);
    await expect(gate.enter(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.enter(() => Promise.resolve(1))).toBe(1);
  });

  it('starts the step when everybody has entered and queued its work', async () => {
    const log: string[] = [];
    const gate = new StepGate(() => log.push('start'));
    const work = (name: string) => async (): Promise<void> => {
      await Promise.resolve();
      log.push(name);
    };
    await Promise.all([gate.enter(work('a')), gate.enter(work('b'))]);
    await new Promise(setImmediate);
    expect(log.slice(0, 3)).toEqual(['a', 'b', 'start']);
  });
});
