import { describe, expect, it } from '@jest/globals';
import { Bell } from './bell.js';

describe('a bell', () => {
  it('wakes who waits', async () => {
    const bell = new Bell();
    const waiting = bell.wait(Infinity);
    bell.ring();
    await waiting;
  });

  it('is heard by who comes later, once', async () => {
    const bell = new Bell();
    bell.ring();
    bell.ring();
    await bell.wait(Infinity);
    let woken = false;
    const again = bell.wait(Infinity).then(() => (woken = true));
    await new Promise(setImmediate);
    expect(woken).toBe(false);
    bell.ring();
    await again;
  });

  it('lets nobody wait longer than asked for', async () => {
    const bell = new Bell();
    await bell.wait(5);
    const waiting = bell.wait(Infinity);
    bell.ring();
    await waiting;
  });
});
