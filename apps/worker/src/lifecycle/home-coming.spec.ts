import { describe, expect, it } from '@jest/globals';
import type { PulledJob } from '#ledger';
import { HandFedQueue, slotTable, until } from './hand-fed.fixture.js';
import { type AwayGeneration, HomeComing } from './home-coming.js';

const batch = (id: string): AwayGeneration => ({ id, epoch: 2, class: 'batch' });

function openHome(slotCount = 1, awayAtLeastMs = 0) {
  const slots = slotTable(slotCount);
  const queue = new HandFedQueue();
  const leaving = new AbortController();
  const came: PulledJob[] = [];
  const errors: unknown[] = [];
  const home = new HomeComing(slots, queue.puller, queue.queue, awayAtLeastMs, (error) => errors.push(error));
  const watching = home.watch(leaving.signal, (job) => came.push(job));
  /** Its job is in the shared queue, as the runner puts it there, and it is expected back. */
  const preempt = (generation: AwayGeneration): void => {
    queue.put(generation);
    home.expect(generation);
  };
  const leave = async (): Promise<void> => {
    leaving.abort();
    slots.close();
    await watching;
    expect(errors).toEqual([]);
  };
  return { slots, queue, home, came, preempt, leave };
}

async function severalTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

describe('what was preempted here', () => {
  it('comes back when a slot is free, and leaves no job behind for others', async () => {
    const { slots, queue, came, preempt, leave } = openHome();
    await slots.reserve();
    preempt(batch('a'));
    await severalTurns();
    expect(came).toEqual([]);
    slots.cancelReservation();
    await until(() => came.length === 1);
    expect(came[0]).toMatchObject({ id: 'a', epoch: 2, class: 'batch' });
    expect([queue.waiting, slots.free]).toEqual([[], 0]);
    await leave();
  });

  it('lets what is more urgent go first, though not its like', async () => {
    const { slots, queue, came, preempt, leave } = openHome();
    queue.add('urgent', 'interactive');
    preempt(batch('a'));
    queue.add('another batch', 'batch');
    await severalTurns();
    expect([came.length, slots.free]).toEqual([0, 1]);
    await queue.puller.pull();
    await until(() => came.length === 1);
    expect([came[0]?.id, queue.waiting.map(({ id }) => id)]).toEqual(['a', ['another batch']]);
    await leave();
  });

  it('comes back in the order of its class, and of its leaving', async () => {
    const { slots, came, preempt, leave } = openHome(3);
    for (let slot = 0; slot < 3; slot++) await slots.reserve();
    preempt(batch('first batch'));
    preempt(batch('second batch'));
    preempt({ id: 'background', epoch: 2, class: 'background' });
    for (let slot = 0; slot < 3; slot++) slots.cancelReservation();
    await until(() => came.length === 3);
    expect(came.map(({ id }) => id)).toEqual(['background', 'first batch', 'second batch']);
    await leave();
  });

  it('is forgotten when somebody else has taken it', async () => {
    const { slots, queue, home, came, preempt, leave } = openHome(2);
    for (let slot = 0; slot < 2; slot++) await slots.reserve();
    home.expect(batch('taken'));
    preempt(batch('kept'));
    slots.cancelReservation();
    slots.cancelReservation();
    await until(() => came.length === 1);
    await severalTurns();
    expect([came.map(({ id }) => id), slots.free, queue.waiting]).toEqual([['kept'], 1, []]);
    await leave();
  });

  it('is for anybody when no slot here can hold its state any more', async () => {
    const { slots, queue, came, preempt, leave } = openHome(1);
    await slots.reserve();
    preempt(batch('older'));
    preempt(batch('newer'));
    slots.cancelReservation();
    await until(() => came.length === 1);
    slots.cancelReservation();
    await severalTurns();
    expect([came.map(({ id }) => id), queue.waiting.map(({ id }) => id)]).toEqual([['newer'], ['older']]);
    await leave();
  });

  it('stays away while what it gave way to has just begun', async () => {
    const { came, preempt, leave } = openHome(1, 60_000);
    preempt(batch('a'));
    await severalTurns();
    expect(came).toEqual([]);
    await leave();
  });

  it('goes to the shared queue again when it cannot run here after all', async () => {
    const { queue, came, preempt, leave } = openHome(2);
    preempt(batch('a'));
    preempt(batch('b'));
    await until(() => came.length === 2);
    await came[0]?.giveBack();
    await came[1]?.postpone(10);
    expect(queue.waiting.map(({ id, epoch }) => `${id} ${epoch}`).sort()).toEqual(['a 2', 'b 2']);
    await leave();
  });

  it('goes to the others at once when this worker leaves', async () => {
    const { queue, home, came, preempt, leave } = openHome(1, 60_000);
    preempt(batch('a'));
    await leave();
    await home.disband();
    expect([came, queue.settled, queue.waiting]).toEqual([[], ['withdrawn a'], [batch('a')]]);
  });
});
