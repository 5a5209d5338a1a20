import { afterEach, describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import { FollowerVouching } from './follower-vouching.js';
import { LogWriter } from './log-writer.js';

/** Whoever waits here is told of the next call. */
class Ledger {
  failure: Error | null = null;
  private heard: (ids: readonly string[]) => void = () => undefined;

  keepFollowing(ids: readonly string[]): Promise<void> {
    this.heard(ids);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }

  next(): Promise<readonly string[]> {
    return new Promise((resolve) => (this.heard = resolve));
  }
}

describe('vouching for who follows', () => {
  const running: FollowerVouching[] = [];
  afterEach(() => running.splice(0).forEach((vouching) => vouching.stop()));

  /** One generation is followed all the time, so that every look is heard of. */
  function start() {
    const gateways = new Map([
      ['always:1', 'always'],
      ['gateway:1', 'first'],
      ['gateway:2', 'second'],
    ]);
    const ledger = new Ledger();
    const errors: Error[] = [];
    const relay = { gatewayAt: (address: string) => gateways.get(address) ?? null };
    const vouching = new FollowerVouching(ledger, relay, (error) => errors.push(error));
    running.push(vouching);
    const follow = (generationId: string, replyTo: string): LogWriter => {
      const lease = { generationId, epoch: 1, leaseId: 'lease', timeline: 't' };
      const writer = new LogWriter(lease, { command: 0, replyTo }, 0, () => undefined);
      vouching.begin(writer);
      return writer;
    };
    follow('gen_always', 'always:1');
    return { gateways, ledger, errors, vouching, follow };
  }

  it('names all generations whose gateway takes the frames, again and again, and no others', async () => {
    const { ledger, vouching, follow } = start();
    const over = follow('gen_over', 'gateway:1');
    const taken = follow('gen_taken', 'gateway:1');
    follow('gen_a', 'gateway:1');
    follow('gen_nobody', '');
    follow('gen_unreachable', 'gateway:3');
    vouching.end(over);
    taken.lose();
    expect(await ledger.next()).toEqual(['gen_always', 'gen_a']);
    expect(await ledger.next()).toEqual(['gen_always', 'gen_a']);
  });

  it('leaves out a gateway without a stream until the same process has one again', async () => {
    const { ledger, gateways, follow } = start();
    follow('gen_a', 'gateway:1');
    gateways.delete('gateway:1');
    expect(await ledger.next()).toEqual(['gen_always']);
    gateways.set('gateway:1', 'first');
    expect(await ledger.next()).toEqual(['gen_always', 'gen_a']);
  });

  it('does not take a gateway that was started again for the one that followed', async () => {
    const { ledger, gateways, follow } = start();
    follow('gen_a', 'gateway:1');
    gateways.set('gateway:1', 'started again');
    expect(await ledger.next()).toEqual(['gen_always']);
    follow('gen_b', 'gateway:1');
    expect(await ledger.next()).toEqual(['gen_always', 'gen_b']);
  });

  it('vouches for the first gateway that accepts a stream when there was none in the beginning', async () => {
    const { ledger, gateways, follow } = start();
    follow('gen_a', 'gateway:3');
    gateways.set('gateway:3', 'third');
    expect(await ledger.next()).toEqual(['gen_always', 'gen_a']);
    gateways.set('gateway:3', 'started again');
    expect(await ledger.next()).toEqual(['gen_always']);
  });

  it('begins anew with the gateway that the frames go to now', async () => {
    const { ledger, gateways, follow } = start();
    const writer = follow('gen_a', 'gateway:1');
    gateways.set('gateway:1', 'started again');
    writer.hear({ command: 0, replyTo: 'gateway:2' });
    expect(await ledger.next()).toEqual(['gen_always', 'gen_a']);
    gateways.set('gateway:2', 'started again');
    expect(await ledger.next()).toEqual(['gen_always']);
  });

  it('goes on when the ledger is away, and reports any other failure', async () => {
    const { ledger, errors } = start();
    ledger.failure = new ServingError('ledger_unavailable');
    await ledger.next();
    ledger.failure = new Error('NOSCRIPT');
    await ledger.next();
    ledger.failure = null;
    expect(await ledger.next()).toEqual(['gen_always']);
    expect(errors).toHaveLength(1);
  });
});
