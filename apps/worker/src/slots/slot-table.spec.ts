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
