import { describe, expect, it } from '@jest/globals';
import type { PulledJob } from '#ledger';
import { HandFedQueue, HandRunRunner, slotTable, until } from './hand-fed.fixture.js';
import { Isolation } from './isolation.js';
import { Stays } from './stays.js';

function openIsolation() {
  const slots = slotTable(2);
  const queue = new HandFedQueue();
  const runner = new HandRunRunner(slots);
  const stays = new Stays(runner);
  const leaving = new AbortController();
  const isolation = new Isolation(slots, stays, leaving.signal);
  const suspect = (id: string): PulledJob => {
    runner.refusals.set(id, 'suspect');
    return queue.jobOf({ id, epoch: 1, class: 'interactive' });
  };
  const begin = (id: string) => {
    expect(slots.tryReserve()).toBe(true);
    return stays.begin(queue.jobOf({ id, epoch: 1, class: 'interactive' }));
  };
  return { slots, queue, runner, isolation, leaving, suspect, begin };
}

describe('what may have killed workers', () => {
  it('runs when everything else has left, and keeps others out until its first token', async () => {
    const { slots, runner, isolation, suspect, begin } = openIsolation();
    runner.slowToLeave.add('slow');
    const slow = begin('slow');
    await until(() => runner.runningIds.includes('slow'));
    const ran = isolation.run(suspect('s'));
    await until(() => runner.left.includes('slow isolation'));
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect([runner.started, slots.free, isolation.isUnderWay]).toEqual([['slow'], 0, true]);
    runner.finish('slow');
    await slow;
    await until(() => runner.aloneIds.includes('s'));
    expect([slots.free, slots.tryReserve()]).toEqual([0, false]);
    runner.progressed('s');
    expect([slots.free, isolation.isUnderWay]).toEqual([1, false]);
    runner.finish('s');
    expect(await ran).toEqual({ outcome: 'over' });
    expect(slots.free).toBe(2);
  });

  it('keeps nobody out any more when it ends without a token', async () => {
    const { slots, runner, isolation, suspect } = openIsolation();
    const ran = isolation.run(suspect('s'));
    await until(() => runner.aloneIds.includes('s'));
    runner.finish('s');
    await ran;
    expect([slots.free, isolation.isUnderWay]).toEqual([2, false]);
  });

  it('does not wait for another suspect, but comes back later', async () => {
    const { queue, runner, isolation, suspect } = openIsolation();
    const first = isolation.run(suspect('first'));
    expect(await isolation.run(suspect('second'))).toEqual({ outcome: 'declined' });
    expect(queue.settled).toEqual(['postponed second']);
    await until(() => runner.aloneIds.includes('first'));
    runner.finish('first');
    await first;
  });

  it('may be alone while an earlier suspect, which has shown itself harmless, still leaves', async () => {
    const { slots, runner, isolation, suspect } = openIsolation();
    runner.slowToLeave.add('first');
    const first = isolation.run(suspect('first'));
    await until(() => runner.aloneIds.includes('first'));
    runner.progressed('first');
    const second = isolation.run(suspect('second'));
    await until(() => runner.left.includes('first isolation'));
    runner.finish('first');
    await first;
    expect([isolation.isUnderWay, slots.free]).toEqual([true, 0]);
    await until(() => runner.aloneIds.includes('second'));
    runner.finish('second');
    await second;
    expect(slots.free).toBe(2);
  });

  it('goes back to the queue when the worker leaves before it could begin', async () => {
    const { slots, queue, runner, isolation, leaving, suspect, begin } = openIsolation();
    runner.slowToLeave.add('slow');
    const slow = begin('slow');
    await until(() => runner.runningIds.includes('slow'));
    const ran = isolation.run(suspect('s'));
    leaving.abort();
    slots.close();
    runner.finish('slow');
    await Promise.all([slow, ran]);
    expect([runner.started, queue.settled.includes('given back s')]).toEqual([['slow'], true]);
    expect([slots.free, isolation.isUnderWay]).toEqual([2, false]);
  });
});
