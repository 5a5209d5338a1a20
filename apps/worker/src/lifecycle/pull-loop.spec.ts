import { describe, expect, it } from '@jest/globals';
import type { RunningGeneration } from '../generation/running-generation.js';
import { HandFedQueue, HandRunRunner, slotTable, until } from './hand-fed.fixture.js';
import { PullLoop } from './pull-loop.js';

const limits = { minRunMs: 0, mostPreemptions: 64 };

function openLoop(slotCount: number, describe?: (id: string) => Partial<RunningGeneration>) {
  const slots = slotTable(slotCount);
  const queue = new HandFedQueue();
  const runner = new HandRunRunner(slots, describe);
  const errors: unknown[] = [];
  const loop = new PullLoop(slots, queue, runner, limits, (error) => errors.push(error));
  const drain = async (): Promise<void> => {
    const drained = loop.drain();
    queue.wake();
    queue.offerJob(null);
    await drained;
    expect(errors).toEqual([]);
  };
  loop.start();
  return { loop, slots, queue, runner, drain };
}

/** A loop all of whose slots run what has these ids, and all of a class. */
async function openFullLoop(ids: string[], generationClass: RunningGeneration['class'] = 'batch') {
  const opened = openLoop(ids.length);
  await until(() => opened.queue.arrivals === 1);
  for (const id of ids) opened.queue.add(id, generationClass);
  opened.queue.wake();
  await until(() => opened.runner.started.length === ids.length);
  return opened;
}

describe('the pull loop', () => {
  it('fills its free slots with what waits', async () => {
    const { queue, runner, drain } = openLoop(2);
    await until(() => queue.arrivals === 1);
    for (const id of ['c', 'b', 'a']) queue.add(id, 'interactive');
    queue.wake();
    await until(() => runner.started.length === 2);
    expect([runner.started, queue.waiting.length, queue.wakings]).toEqual([['a', 'b'], 1, 0]);
    await drain();
    expect(runner.left.sort()).toEqual(['a drain', 'b drain']);
  });

  it('wakes another one when an offer took its last slot while it waited', async () => {
    const { queue, runner, drain } = openLoop(1);
    await until(() => queue.arrivals === 1);
    queue.offerJob(queue.jobOf({ id: 'offered', epoch: 1, class: 'interactive' }));
    await until(() => runner.started.length === 1);
    queue.add('queued', 'interactive');
    queue.wake();
    await until(() => queue.wakings === 1);
    expect(runner.started).toEqual(['offered']);
    await drain();
  });

  it('wakes another one when it was woken while it left, and takes nothing itself', async () => {
    const { queue, runner, drain } = openLoop(1);
    await until(() => queue.arrivals === 1);
    queue.add('queued', 'interactive');
    await drain();
    expect([runner.started, queue.waiting.length, queue.wakings]).toEqual([[], 1, 1]);
  });

  it('lets a batch give way when it is called for something interactive, and brings it home afterwards', async () => {
    const { loop, queue, runner, drain } = await openFullLoop(['batch']);
    queue.add('urgent', 'interactive');
    loop.call('interactive');
    await until(() => runner.runningIds.includes('urgent'));
    expect(runner.left).toEqual(['batch preempt']);
    queue.put({ id: 'batch', epoch: 2, class: 'batch' });
    queue.add('new batch', 'batch');
    runner.finish('urgent');
    await until(() => runner.started.length === 3);
    expect([runner.started, queue.waiting.map(({ id }) => id)]).toEqual([['batch', 'urgent', 'batch'], ['new batch']]);
    await drain();
  });

  it('looks for urgent work by itself when nobody calls', async () => {
    const { queue, runner, drain } = await openFullLoop(['batch']);
    queue.add('urgent', 'interactive');
    await until(() => runner.runningIds.includes('urgent'));
    await drain();
  });

  it('gives what it had let go to the others when it leaves', async () => {
    const { loop, queue, runner, drain } = await openFullLoop(['batch']);
    queue.add('urgent', 'realtime');
    loop.call('realtime');
    await until(() => runner.runningIds.includes('urgent'));
    queue.put({ id: 'batch', epoch: 2, class: 'batch' });
    await drain();
    expect(queue.waiting).toEqual([{ id: 'batch', epoch: 2, class: 'batch' }]);
    expect(queue.settled).toContain('withdrawn batch');
  });

  it('runs a suspect alone, and goes on when that has a token', async () => {
    const { queue, runner, drain } = await openFullLoop(['a', 'b'], 'interactive');
    runner.finish('b');
    await until(() => queue.arrivals === 2 || runner.runningIds.length === 1);
    runner.refusals.set('suspect', 'suspect');
    queue.add('suspect', 'interactive');
    queue.wake();
    await until(() => runner.aloneIds.includes('suspect'));
    expect([runner.left, runner.runningIds]).toEqual([['a isolation'], ['suspect']]);
    queue.add('next', 'interactive');
    queue.offerJob(queue.jobOf({ id: 'offered', epoch: 1, class: 'interactive' }));
    await until(() => queue.settled.includes('given back offered'));
    expect(runner.runningIds).toEqual(['suspect']);
    runner.progressed('suspect');
    queue.wake();
    await until(() => runner.runningIds.length === 2);
    await drain();
    expect(runner.left).toContain('suspect drain');
  });

  it('gives back what it pulled while a suspect was about to run alone', async () => {
    const { queue, runner, drain } = openLoop(3);
    await until(() => queue.arrivals === 1);
    const pull = queue.puller.pull;
    let answer: () => void = () => undefined;
    queue.puller.pull = async () => {
      const job = await pull();
      if (job?.id === 'late') await new Promise<void>((resolve) => (answer = resolve));
      return job;
    };
    runner.refusals.set('suspect', 'suspect');
    runner.slowToLeave.add('suspect');
    queue.add('late', 'interactive');
    queue.wake();
    await until(() => queue.waiting.length === 0);
    queue.offerJob(queue.jobOf({ id: 'suspect', epoch: 1, class: 'interactive' }));
    await until(() => runner.aloneIds.includes('suspect'));
    answer();
    await until(() => queue.settled.includes('given back late'));
    expect(runner.started).toEqual(['suspect']);
    runner.finish('suspect');
    queue.puller.pull = pull;
    await until(() => runner.runningIds.includes('late'));
    await drain();
  });

  it('prefers to leave, whatever was about to happen', async () => {
    const { queue, runner, drain } = await openFullLoop(['a'], 'interactive');
    runner.finish('a');
    runner.slowToLeave.add('b');
    queue.add('b', 'batch');
    queue.wake();
    await until(() => runner.runningIds.includes('b'));
    queue.add('urgent', 'interactive');
    await until(() => runner.left.includes('b preempt'));
    const drained = drain();
    runner.finish('b');
    await drained;
    expect([runner.started, queue.waiting.map(({ id }) => id)]).toEqual([['a', 'b'], ['urgent']]);
  });
});
