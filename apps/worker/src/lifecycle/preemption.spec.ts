import { describe, expect, it } from '@jest/globals';
import type { GenerationClass } from '#protocol';
import type { RunningGeneration } from '../generation/running-generation.js';
import { HandFedQueue, HandRunRunner, slotTable, until } from './hand-fed.fixture.js';
import { Preemption } from './preemption.js';
import { Stays } from './stays.js';

const limits = { minRunMs: 0, mostPreemptions: 64 };

/** A worker each of whose slots runs a generation of these classes, named by its number. */
async function openFull(classes: GenerationClass[], describe?: (id: string) => Partial<RunningGeneration>) {
  const slots = slotTable(classes.length);
  const queue = new HandFedQueue();
  const runner = new HandRunRunner(slots, describe);
  const stays = new Stays(runner);
  const leaving = new AbortController();
  const errors: unknown[] = [];
  const preemption = new Preemption(stays, slots, queue.puller, limits, (error) => errors.push(error));
  for (const [index, generationClass] of classes.entries()) {
    await slots.reserve();
    void stays.begin(queue.jobOf({ id: `${index}`, epoch: 1, class: generationClass }));
  }
  await until(() => runner.runningIds.length === classes.length);
  const watching = preemption.watch(leaving.signal, (job) => stays.begin(job));
  const call = (id: string, generationClass: GenerationClass): void => {
    queue.add(id, generationClass);
    preemption.call(generationClass);
  };
  const leave = async (): Promise<void> => {
    leaving.abort();
    slots.close();
    stays.sendAllAway('drain');
    await watching;
    expect(errors).toEqual([]);
  };
  return { slots, queue, runner, stays, preemption, call, leave };
}

/** Longer than it takes until a full worker has looked at the queue by itself. */
async function afterLooks(queue: HandFedQueue, count = 3): Promise<void> {
  const look = queue.puller.mostUrgentWaiting;
  let looks = 0;
  queue.puller.mostUrgentWaiting = () => (looks++, look());
  await until(() => looks >= count);
  queue.puller.mostUrgentWaiting = look;
}

describe('a worker whose slots are all in use', () => {
  it('lets the lowest of its generations give way to what is more urgent, one for each', async () => {
    const { queue, runner, call, leave } = await openFull(['background', 'batch', 'interactive']);
    call('a', 'interactive');
    await until(() => runner.runningIds.includes('a'));
    expect(runner.left).toEqual(['1 preempt']);
    call('b', 'interactive');
    await until(() => runner.runningIds.includes('b'));
    call('c', 'interactive');
    await afterLooks(queue);
    expect([runner.left, queue.waiting.map(({ id }) => id)]).toEqual([['1 preempt', '0 preempt'], ['c']]);
    await leave();
  });

  it('takes nothing from the queue for which nobody here would give way', async () => {
    const { queue, runner, call, leave } = await openFull(['background']);
    call('a', 'batch');
    await afterLooks(queue);
    expect([runner.left, queue.settled, queue.waiting.length]).toEqual([[], [], 1]);
    await leave();
  });

  it('leaves the queue to the pull loop while a slot is free', async () => {
    const { slots, queue, runner, preemption, call, leave } = await openFull(['batch', 'batch']);
    runner.finish('1');
    await until(() => slots.free === 1);
    let looks = 0;
    queue.puller.mostUrgentWaiting = () => Promise.resolve((looks++, 'interactive' as const));
    call('a', 'interactive');
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect([looks, runner.left]).toEqual([0, []]);
    expect(slots.tryReserve()).toBe(true);
    preemption.call('interactive');
    await until(() => runner.left.length === 1);
    await leave();
  });

  it('gives back what is less urgent than what it saw, and nobody gives way', async () => {
    const { queue, runner, leave } = await openFull(['batch']);
    const look = queue.puller.mostUrgentWaiting;
    let looks = 0;
    queue.puller.mostUrgentWaiting = () => (looks++ === 0 ? Promise.resolve('realtime' as const) : look());
    queue.add('other', 'batch');
    await until(() => looks >= 2);
    expect([runner.left, queue.settled, queue.waiting.length]).toEqual([[], ['given back other'], 1]);
    await leave();
  });

  it('asks each once, and no second one while the first has not left yet', async () => {
    const { queue, runner, call, leave } = await openFull(['batch', 'batch']);
    runner.slowToLeave.add('0').add('1');
    call('a', 'interactive');
    await until(() => runner.left.length === 1);
    await afterLooks(queue);
    expect(runner.left).toEqual(['0 preempt']);
    call('b', 'interactive');
    await until(() => runner.left.length === 2);
    expect(runner.left).toEqual(['0 preempt', '1 preempt']);
    runner.finish('0');
    await until(() => runner.runningIds.includes('a'));
    runner.finish('1');
    await until(() => runner.runningIds.includes('b'));
    await leave();
  });

  it('gives the slot to the job it was made free for, whoever waits for one', async () => {
    const { slots, runner, call, leave } = await openFull(['batch']);
    let hasSlot = false;
    const other = slots.reserve().then(() => (hasSlot = true));
    call('a', 'interactive');
    await until(() => runner.runningIds.includes('a'));
    expect(hasSlot).toBe(false);
    runner.finish('a');
    await other;
    await leave();
  });

  it('uses a slot that became free by itself', async () => {
    const { queue, runner, call, leave } = await openFull(['batch']);
    const pull = queue.puller.pull;
    queue.puller.pull = async () => {
      runner.finish('0');
      await new Promise(setImmediate);
      return pull();
    };
    call('a', 'interactive');
    await until(() => runner.runningIds.includes('a'));
    expect(runner.left).toEqual([]);
    await leave();
  });

  it('waits until those it protects have run long enough', async () => {
    const startedAtMs = performance.now() + 30;
    const { runner, call, leave } = await openFull(['batch'], () => ({ startedAtMs }));
    call('a', 'interactive');
    await until(() => runner.left.length === 1);
    expect(performance.now()).toBeGreaterThanOrEqual(startedAtMs);
    await leave();
  });

  it('does not let one after the other give way for a job that is declined again and again', async () => {
    const { slots, queue, runner, call, leave } = await openFull(['batch', 'batch', 'batch']);
    runner.refusals.set('unsuitable', 'declined');
    call('unsuitable', 'interactive');
    await until(() => queue.settled.includes('completed unsuitable'));
    expect(slots.tryReserve()).toBe(true);
    call('unsuitable', 'interactive');
    await until(() => queue.settled.includes('postponed unsuitable'));
    call('suitable', 'interactive');
    await until(() => runner.runningIds.includes('suitable'));
    expect(runner.left).toEqual(['0 preempt', '1 preempt']);
    await leave();
  });
});
