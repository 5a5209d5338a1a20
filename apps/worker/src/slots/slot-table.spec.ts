import { describe, expect, it } from '@jest/globals';
import type { EngineSlot } from '../engine/engine.js';
import { SlotTable } from './slot-table.js';

function fakeSlot(index: number, cachedTokens: readonly number[] = []): EngineSlot {
  return {
    index,
    cachedTokens,
    adapter: null,
    prefill: () => Promise.resolve(0),
    write: () => undefined,
    draw: () => Promise.reject(new Error('Nothing is drawn here')),
    rest: () => undefined,
  };
}

describe('the slot table', () => {
  it('lets no more in than there are slots, and the next one when a slot is given back', async () => {
    const table = new SlotTable([fakeSlot(0), fakeSlot(1)]);
    await table.reserve();
    await table.reserve();
    const first = table.claim([], null);
    table.claim([], null);
    let entered = false;
    const third = table.reserve().then(() => (entered = true));
    await Promise.resolve();
    expect([entered, table.busy]).toEqual([false, 2]);
    first.release();
    await third;
    expect(table.busy).toBe(1);
    expect(() => first.release()).toThrow('twice');
  });

  it('frees a reservation that came to nothing', async () => {
    const table = new SlotTable([fakeSlot(0)]);
    await table.reserve();
    const waiting = table.reserve();
    table.cancelReservation();
    await waiting;
  });

  it('keeps a slot for who does not want to wait only if one is free', async () => {
    const table = new SlotTable([fakeSlot(0)]);
    expect(table.tryReserve()).toBe(true);
    expect(table.tryReserve()).toBe(false);
    table.cancelReservation();
    await table.reserve();
    expect(table.tryReserve()).toBe(false);
  });

  it('gives a slot first to what must be alone, then to what is urgent, then to what comes back', async () => {
    const table = new SlotTable([fakeSlot(0)]);
    await table.reserve();
    const order: string[] = [];
    const waiting = (['ordinary', 'returning', 'urgent', 'alone', 'urgent'] as const).map(async (purpose, index) => {
      await table.reserve(purpose);
      order.push(`${purpose} ${index}`);
      table.cancelReservation();
    });
    table.cancelReservation();
    await Promise.all(waiting);
    expect(order).toEqual(['alone 3', 'urgent 2', 'urgent 4', 'returning 1', 'ordinary 0']);
  });

  it('lets nobody come between a slot that is given back and who waits for it', async () => {
    const table = new SlotTable([fakeSlot(0)]);
    await table.reserve();
    const waiting = table.reserve();
    table.cancelReservation();
    expect([table.free, table.tryReserve()]).toEqual([0, false]);
    await waiting;
  });

  it('keeps its free slots for what must be alone while they are held', async () => {
    const table = new SlotTable([fakeSlot(0), fakeSlot(1)]);
    table.hold();
    const ordinary = table.reserve();
    expect([table.free, table.tryReserve()]).toEqual([0, false]);
    await table.reserve('alone');
    table.claim([], null);
    table.letGo();
    await ordinary;
    expect(table.free).toBe(0);
  });

  it.each([true, false])('spares the slot of what comes back, and no other: %s', async (comesBack) => {
    const table = new SlotTable([fakeSlot(0, [1, 2, 3, 4, 5, 6]), fakeSlot(1, [9])]);
    await table.reserve();
    const first = table.claim([1, 2, 3, 4, 5, 6], null);
    expect(first.slot.index).toBe(0);
    first.release(comesBack);
    await table.reserve();
    expect(table.claim([1, 2, 3, 4, 5, 9], null).slot.index).toBe(comesBack ? 1 : 0);
    await table.reserve();
    expect(table.claim([1, 2, 3, 4, 5, 6, 7], null).slot.index).toBe(comesBack ? 0 : 1);
  });

  it('lets nobody wait any more once it is closed', async () => {
    const table = new SlotTable([fakeSlot(0)]);
    await table.reserve();
    const waiting = table.reserve();
    table.close();
    await waiting;
  });

  it('gives the prompt the slot that knows its beginning', async () => {
    const table = new SlotTable([fakeSlot(0), fakeSlot(1, [5, 6])]);
    await table.reserve();
    expect(table.claim([5, 6, 7], null).slot.index).toBe(1);
  });
});
