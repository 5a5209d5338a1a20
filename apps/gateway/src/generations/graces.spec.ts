import { describe, expect, it } from '@jest/globals';
import { Graces } from './graces.js';

/** How long sweepers wait after Redis has come back. */
const SWEEPERS_WAIT_MS = 3_000;

describe('graces', () => {
  const graces = (foreground: number): Graces => new Graces({ foreground, resumable: 60_000 }, () => 'here:1');

  it('are renewed before a sweeper looks, also when all have lapsed because Redis was away', () => {
    expect(graces(86_400_000).renewEveryMs).toBeLessThan(SWEEPERS_WAIT_MS);
  });

  it('are renewed several times before the shortest lapses', () => {
    expect(graces(1_000).renewEveryMs).toBe(250);
  });

  it('are what work is accepted with, and background work needs nobody', () => {
    expect(graces(1_000).followerOf({ persistence: 'foreground' })).toEqual({ replyTo: 'here:1', graceMs: 1_000 });
    expect(graces(1_000).followerOf({ persistence: 'resumable' }).graceMs).toBe(60_000);
    expect(graces(1_000).followerOf({ persistence: 'background' }).graceMs).toBeNull();
  });
});
