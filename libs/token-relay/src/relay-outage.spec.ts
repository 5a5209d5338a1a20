import { afterEach, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { frame, isAccepted, isLost, RelayCluster } from './testing/cluster.js';
import { Record } from './testing/record.js';

const cluster = new RelayCluster();
afterEach(() => cluster.stop());

describe('when a stream breaks', () => {
  it('the gateway is told once of every generation without a terminal frame', async () => {
    const { receiver, port } = await cluster.gateway();
    const network = await cluster.network(port);
    const { client, events } = cluster.worker();
    client.deliver([frame(network.address, 'done', 1, true), frame(network.address, 'a', 1)]);
    client.deliver([frame(network.address, 'b', 1)]);
    await receiver.frame('b', 1);
    network.tear();
    await Promise.all([receiver.firstCut(), events.first(isLost)]);
    await events.first(isAccepted, events.entries.findIndex(isLost));
    expect(receiver.cuts).toEqual([['a', 'b']]);
  });

  it('a clean end counts as a cut too', async () => {
    const { receiver, address } = await cluster.gateway();
    const { client, events } = cluster.worker();
    client.dial(address);
    await events.first(isAccepted);
    client.deliver([frame(address, 'a', 1)]);
    await client.close();
    await receiver.firstCut();
    expect(receiver.entries.map(({ type }) => type)).toEqual(['committed', 'cut']);
  });

  it('a worker that closes sends what is queued and cuts nothing that ended', async () => {
    const { receiver, address } = await cluster.gateway();
    const { client, events } = cluster.worker();
    client.dial(address);
    await events.first(isAccepted);
    for (let sequence = 1; sequence <= 200; sequence++)
      client.deliver([frame(address, 'a', sequence, sequence === 200)]);
    await client.close();
    client.deliver([frame(address, 'a', 201)]);
    await receiver.frame('a', 200);
    expect(receiver.cuts).toEqual([]);
  });

  it('a closing gateway reports the cut before it is closed', async () => {
    const { receiver, server, address } = await cluster.gateway();
    const { client } = cluster.worker();
    client.deliver([frame(address, 'a', 1)]);
    await receiver.frame('a', 1);
    await server.close();
    expect(receiver.cuts).toEqual([['a']]);
  });

  it('the worker finds a gateway that came back and goes on with the generations it has', async () => {
    const before = await cluster.gateway();
    const { client, events } = cluster.worker();
    client.deliver([frame(before.address, 'a', 1)]);
    await Promise.all([before.receiver.frame('a', 1), events.first(isAccepted)]);
    await before.server.close();
    await events.first(isLost);
    expect(client.gatewayAt(before.address)).toBeNull();
    client.deliver([frame(before.address, 'a', 2)]);

    const after = await cluster.gateway(before.port);
    await events.first(isAccepted, events.entries.findIndex(isLost));
    client.deliver([frame(before.address, 'a', 3)]);
    await after.receiver.frame('a', 3);
    expect(client.gatewayAt(before.address)).toBe('gateway-1');
    expect(after.receiver.entries).toHaveLength(1);
    expect(events.entries.map(({ type }) => type)).toEqual([
      'stream-accepted',
      'stream-lost',
      'frames-dropped',
      'stream-accepted',
    ]);
  });

  it('a gateway that does not read is cut off instead of being queued for', async () => {
    const cancelled = new Record<string>();
    const { address } = await cluster.bareGateway((call) => {
      call.write({ gatewayId: 'deaf' });
      call.on('cancelled', cancelled.add);
    });
    const { client, events } = cluster.worker({ maxQueuedBytes: 256 * 1024 });
    client.dial(address);
    await events.first(isAccepted);
    let sentBytes = 0;
    while (!events.entries.some(isLost)) {
      client.deliver([{ ...frame(address, 'a', 1), frameBody: Buffer.alloc(16 * 1024) }]);
      sentBytes += 16 * 1024;
      await nextTurn();
    }
    expect(sentBytes).toBeLessThan(1024 * 1024);
    expect(events.entries).toContainEqual({
      type: 'stream-lost',
      gatewayAddress: address,
      reason: 'the gateway does not keep up',
    });
    expect(events.entries).toContainEqual({ type: 'frames-dropped', gatewayAddress: address, frames: 1 });
    await cancelled.first(() => true);
  });

  it('a frame that is too large is left out, and cuts nobody but its own generation', async () => {
    const { receiver, address } = await cluster.gateway();
    const { client, events } = cluster.worker();
    client.dial(address);
    await events.first(isAccepted);
    client.deliver([frame(address, 'a', 1), frame(address, 'b', 1)]);
    client.deliver([
      { ...frame(address, 'a', 2, true), frameBody: Buffer.alloc(5 * 1024 * 1024) },
      frame(address, 'b', 2),
    ]);
    client.deliver([{ ...frame(address, 'c', 1), frameBody: Buffer.alloc(5 * 1024 * 1024) }]);
    client.deliver([frame(address, 'b', 3)]);
    await receiver.frame('b', 3);
    expect(receiver.cuts).toEqual([['a']]);
    expect(receiver.entries.filter(({ type }) => type === 'committed')).toHaveLength(4);
    const dropped = { type: 'frames-dropped', gatewayAddress: address, frames: 1 };
    expect(events.entries.slice(1)).toEqual([dropped, dropped]);
  });

  it.each(['127.0.0.1:1', 'no-such-host.invalid:1', 'not an address'])(
    'a gateway at %s that cannot be reached neither throws nor blocks, and is forgotten when it is idle',
    async (address) => {
      const { client, events } = cluster.worker({ idleForgetMs: 1 });
      client.dial(address);
      client.deliver([frame(address, 'a', 1)]);
      await events.first(({ type }) => type === 'gateway-forgotten');
      expect(events.entries.filter(isLost)).toHaveLength(1);
    },
  );
});
