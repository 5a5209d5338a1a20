import { describe, expect, it } from '@jest/globals';
import { ModelQueue } from './model-queue.js';

describe('the shared queue of a model', () => {
  it('is confirmed to the sweeper when it has a job, and doubted before a job is taken out', async () => {
    const told: string[] = [];
    const tell = (what: string) => (): Promise<void> => Promise.resolve(void told.push(what));
    const withdraw = (): Promise<boolean> => tell('withdrawn')().then(() => true);
    const queue = new ModelQueue(
      { add: tell('added'), withdraw },
      { confirmQueued: tell('confirmed'), doubtQueued: tell('doubted') },
      'model',
    );
    await queue.add({ id: 'gen_a', epoch: 2, class: 'batch' }, 1_000);
    expect(await queue.withdraw({ id: 'gen_a', epoch: 2, class: 'batch' })).toBe(true);
    expect(told).toEqual(['added', 'confirmed', 'doubted', 'withdrawn']);
  });
});
