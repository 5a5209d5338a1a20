import { describe, expect, it } from '@jest/globals';
import type { GatewayPresence } from '#ledger';
import { Following } from './following.js';

function scene(replyTo: string, heard: string[], isFinished = false) {
  const record = { replyTo, isFinished };
  const follow = (_id: string, mine: string, expected: string): Promise<boolean> => {
    const isExpected = record.replyTo === expected;
    if (isExpected) record.replyTo = mine;
    return Promise.resolve(isExpected);
  };
  const control = { followerOf: () => Promise.resolve(record), follow, keepFollowing: () => Promise.resolve() };
  const gateways = {
    heardWithin: () =>
      Promise.resolve(
        heard.map((relayAddress): GatewayPresence => ({ gatewayId: relayAddress, relayAddress, state: 'ready' })),
      ),
  };
  const followers = { ids: [], tailing: [], goLive: () => undefined };
  return {
    following: new Following(
      { control, gateways },
      followers,
      () => 'here',
      1_000,
      () => undefined,
    ),
    record,
  };
}

describe('following in the ledger', () => {
  it('leaves the live frames to another gateway that lives', async () => {
    const { following, record } = scene('there', ['there', 'here']);
    expect(await following.claim('gen')).toBe(false);
    expect(record.replyTo).toBe('there');
  });

  it('takes them over from one that is not heard of any more, and where nobody wants them', async () => {
    for (const { following, record } of [scene('there', ['here']), scene('', ['there', 'here'])]) {
      expect(await following.claim('gen')).toBe(true);
      expect(record.replyTo).toBe('here');
    }
  });

  it('has no use for live frames of what has ended', async () => {
    expect(await scene('there', [], true).following.claim('gen')).toBe(false);
  });

  it('gives them free when the last reader has gone, but not those of somebody else', async () => {
    const [mine, other] = [scene('here', []), scene('there', ['there'])];
    await mine.following.letGo('gen');
    await other.following.letGo('gen');
    expect([mine.record.replyTo, other.record.replyTo]).toEqual(['', 'there']);
  });
});
