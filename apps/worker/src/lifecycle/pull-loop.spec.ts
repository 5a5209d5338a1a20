import { describe, expect, it } from '@jest/globals';
import type { PulledJob } from '#ledger';
import type { EngineSlot } from '../engine/engine.js';
import { SlotTable } from '../slots/slot-table.js';
import { PullLoop } from './pull-loop.js';

/** A queue and an inbox whose answers are given by hand. */
class HandedQueue {
  readonly jobs: PulledJob[] = [];
  wakings = 0;
  waits = 0;
  private arrive: () => void = () => undefined;
  private offer: (job: PulledJob | null) => void = () => undefined;

  readonly puller = {
    pull: () => Promise.resolve(this.jobs.shift() ?? null),
    arrival: () => new Promise<void>((resolve) => ((this.arrive = resolve), this.waits++)),
    wakeAnother: () => Promise.resolve(void this.wakings++),
  };
  readonly inbox = { next: () => new Promise<PulledJob | null>((resolve) => (this.offer = resolve)) };

  wake(): void {
    this.arrive();
  }

  offerJob(job: PulledJob | null): void {
    this.offer(job);
  }
}

function jobNamed(id: string): PulledJob {
  const settle = () => Promise.resolve();
  return { id, epoch: 1, deliveries: 1, complete: settle, postpone: settle, giveBack: settle };
}

function openLoop(slotCount: number) {
  const slots = new SlotTable(
    Array.from(
      { length: slotCount },
      (_, index) => ({ index, cachedTokens: [], adapter: null }) as unknown as EngineSlot,
    ),
  );
  const queue = new HandedQueue();
  const started: string[] = [];
  const run = (job: PulledJob, leave: AbortSignal): Promise<void> => {
    started.push(job.id);
    return new Promise((resolve) => leave.addEventListener('abort', () => resolve()));
  };
  const loop = new PullLoop(slots, queue.puller, queue.inbox, { run }, () => undefined);
  loop.start();
  return { loop, queue, started };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe('the pull loop', () => {
  it('fills its free slots with what waits', async () => {
    const { loop, queue, started } = openLoop(2);
    await until(() => queue.waits === 1);
    queue.jobs.push(jobNamed('a'), jobNamed('b'), jobNamed('c'));
    queue.wake();
    await until(() => started.length === 2);
    expect([started, queue.jobs.length, queue.wakings]).toEqual([['a', 'b'], 1, 0]);
    const drained = loop.drain();
    queue.offerJob(null);
    await drained;
  });

  it('wakes another one when an offer took its last slot while it waited', async () => {
    const { loop, queue, started } = openLoop(1);
    await until(() => queue.waits === 1);
    queue.offerJob(jobNamed('offered'));
    await until(() => started.length === 1);
    queue.jobs.push(jobNamed('queued'));
    queue.wake();
    await until(() => queue.wakings === 1);
    expect(started).toEqual(['offered']);
    const drained = loop.drain();
    queue.offerJob(null);
    await drained;
  });

  it('wakes another one when it was woken while it left, and takes nothing itself', async () => {
    const { loop, queue, started } = openLoop(1);
    await until(() => queue.waits === 1);
    const drained = loop.drain();
    queue.jobs.push(jobNamed('queued'));
    queue.wake();
    queue.offerJob(null);
    await drained;
    expect([started, queue.jobs.length, queue.wakings]).toEqual([[], 1, 1]);
  });
});
