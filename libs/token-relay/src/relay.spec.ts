import { afterEach, describe, expect, it } from '@jest/globals';
import { credentials } from '@grpc/grpc-js';
import { TokenRelayClient, type Delivery } from './generated/token_relay.js';
import { frame, isAccepted, RelayCluster } from './testing/cluster.js';
import { Record } from './testing/record.js';

const cluster = new RelayCluster();
afterEach(() => cluster.stop());

/** A gateway that writes down the messages themselves. */
async function messageRecorder() {
  const messages = new Record<Delivery>();
  const { address } = await cluster.bareGateway((call) => {
    call.on('data', messages.add).on('end', () => call.end());
    call.write({ gatewayId: 'bare' });
  });
  return { address, messages };
}

const hasTerminal = ({ committed }: Delivery): boolean => committed.some(({ terminal }) => terminal);

describe('the relay', () => {
  it('brings every frame to the gateway in order', async () => {
    const { receiver, address } = await cluster.gateway();
    const { client } = cluster.worker();
    for (let sequence = 1; sequence <= 500; sequence++) {
      client.deliver([frame(address, 'a', sequence, sequence === 500), frame(address, 'b', sequence)]);
    }
    await receiver.frame('b', 500);
    const expected = Array.from({ length: 500 }, (_, index) => index + 1).flatMap((sequence) => [
      { type: 'committed', generationId: 'a', sequence, text: `a/${sequence}`, terminal: sequence === 500 },
      { type: 'committed', generationId: 'b', sequence, text: `b/${sequence}`, terminal: false },
    ]);
    expect(receiver.entries).toEqual(expected);
  });

  it('tells the worker which gateway accepted it', async () => {
    const { address } = await cluster.gateway();
    const { client, events } = cluster.worker();
    client.dial(address);
    client.dial(address);
    expect(client.gatewayAt(address)).toBeNull();
    await events.first(isAccepted);
    expect(client.gatewayAt(address)).toBe('gateway-1');
    expect(client.gatewayAt('elsewhere:1')).toBeNull();
    expect(events.entries).toEqual([{ type: 'stream-accepted', gatewayAddress: address, gatewayId: 'gateway-1' }]);
  });

  it('sends one message per step and gateway', async () => {
    const [east, west] = [await messageRecorder(), await messageRecorder()];
    const { client } = cluster.worker();
    client.deliver([frame(east.address, 'a', 1), frame(west.address, 'b', 1), frame(east.address, 'c', 1)]);
    client.deliver([frame(east.address, 'a', 2, true), frame(west.address, 'b', 2, true)]);
    await Promise.all([east.messages.first(hasTerminal), west.messages.first(hasTerminal)]);
    expect(east.messages.entries.map(({ committed }) => committed.length)).toEqual([2, 1]);
    expect(west.messages.entries.map(({ committed }) => committed.length)).toEqual([1, 1]);
  });

  it('names a generation once and frees its handle with the terminal frame', async () => {
    const { address, messages } = await messageRecorder();
    const { client } = cluster.worker();
    client.deliver([frame(address, 'a', 1)]);
    client.deliver([frame(address, 'a', 2, true)]);
    client.deliver([frame(address, 'a', 3)]);
    await messages.first(({ committed }) => committed[0]?.sequence === 3);
    expect(messages.entries.map(({ opened }) => opened)).toEqual([
      [{ handle: 1, generationId: 'a', timeline: 'timeline' }],
      [],
      [{ handle: 2, generationId: 'a', timeline: 'timeline' }],
    ]);
  });

  it('reports a released generation as cut, and goes on with it when it comes back', async () => {
    const { receiver, address } = await cluster.gateway();
    const { client } = cluster.worker();
    client.deliver([frame(address, 'a', 1), frame(address, 'b', 1)]);
    client.release('a');
    client.release('never seen');
    client.deliver([frame(address, 'a', 7)]);
    await receiver.frame('a', 7);
    expect(receiver.cuts).toEqual([['a']]);
  });

  it('frees the handle on a gateway that a generation moved away from', async () => {
    const [old, current] = [await cluster.gateway(), await cluster.gateway()];
    const { client } = cluster.worker();
    client.deliver([frame(old.address, 'a', 1)]);
    client.deliver([frame(current.address, 'a', 2, true)]);
    await Promise.all([old.receiver.firstCut(), current.receiver.frame('a', 2)]);
    expect(old.receiver.cuts).toEqual([['a']]);
    expect(current.receiver.cuts).toEqual([]);
  });

  it('ignores frames of a handle that was never opened', async () => {
    const { receiver, address } = await cluster.gateway();
    const rawClient = new TokenRelayClient(address, credentials.createInsecure());
    const call = rawClient.deliver().on('error', () => undefined);
    const committed = (handle: number) => ({ handle, sequence: 1, frameBody: Buffer.from('x'), terminal: false });
    call.write({
      opened: [{ handle: 1, generationId: 'a', timeline: 't' }],
      committed: [committed(9), committed(1)],
      released: [9],
    });
    await receiver.frame('a', 1);
    expect(receiver.entries).toHaveLength(1);
    rawClient.close();
    call.cancel();
  });
});
