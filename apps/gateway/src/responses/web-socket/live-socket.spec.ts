import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { LiveSocket } from './live-socket.js';

const PATIENT = { heartbeatMs: 60_000, stalledMs: 60_000 };
const KILOBYTE = 'x'.repeat(1_024);

describe('a live socket', () => {
  let server: WebSocketServer;

  afterEach(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });

  async function listen(): Promise<number> {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  }

  async function accepted(options = PATIENT): Promise<LiveSocket> {
    const [socket] = (await once(server, 'connection')) as [WebSocket];
    return new LiveSocket(socket, options);
  }

  async function pair(options = PATIENT): Promise<{ live: LiveSocket; client: WebSocket }> {
    const port = await listen();
    const accepting = accepted(options);
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const [live] = await Promise.all([accepting, once(client, 'open')]);
    return { live, client };
  }

  /** A client that reads the handshake and nothing behind it. */
  async function deafPair(options = PATIENT): Promise<{ live: LiveSocket; hangUp: () => void }> {
    const port = await listen();
    const accepting = accepted(options);
    const socket = connect(port, '127.0.0.1');
    const head = [
      'GET / HTTP/1.1',
      'host: a',
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
    ];
    socket.write([...head, 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==', '', ''].join('\r\n'));
    socket.on('error', () => undefined);
    await once(socket, 'readable');
    return { live: await accepting, hangUp: () => socket.destroy() };
  }

  it('carries texts in both directions, and says of bytes that they are none', async () => {
    const { live, client } = await pair();
    const heard: (string | null)[] = [];
    const both = new Promise<void>((resolve) =>
      live.onMessage((text) => {
        if (heard.push(text) === 2) resolve();
      }),
    );
    client.send('hello');
    client.send(Buffer.from('bytes'));
    await both;
    expect(heard).toEqual(['hello', null]);
    const answered = once(client, 'message');
    await live.send('hi');
    expect(String((await answered)[0])).toBe('hi');
  });

  it('is over when its client leaves', async () => {
    const { live, client } = await pair();
    client.terminate();
    await live.closed;
    expect(live.over.aborted).toBe(true);
    await live.send('too late');
  });

  it('holds back whoever writes while its client does not read, and drops the client when it has stalled', async () => {
    const { live, hangUp } = await deafPair({ heartbeatMs: 60_000, stalledMs: 50 });
    let kilobytes = 0;
    while (!live.over.aborted) {
      await live.send(KILOBYTE);
      // What the system takes by itself is more than what is kept here, and is bounded as well.
      expect(++kilobytes).toBeLessThan(100_000);
    }
    await live.closed;
    hangUp();
  });

  it('closes the connection of a client that asks and asks, and reads no answer', async () => {
    const { live, hangUp } = await deafPair({ heartbeatMs: 60_000, stalledMs: 50 });
    let kilobytes = 0;
    while (!live.over.aborted) {
      live.reply(KILOBYTE);
      expect(++kilobytes).toBeLessThan(100_000);
      await new Promise(setImmediate);
    }
    await live.closed;
    hangUp();
  });

  it('notices that nobody is there any more, though nothing is written', async () => {
    const { live, hangUp } = await deafPair({ heartbeatMs: 10, stalledMs: 50 });
    await live.closed;
    hangUp();
  });

  it('stays with a client that is there and has nothing to say', async () => {
    const { live, client } = await pair({ heartbeatMs: 10, stalledMs: 2_000 });
    for (let pings = 0; pings < 5; pings++) await once(client, 'ping');
    expect(live.over.aborted).toBe(false);
  });

  it.each([
    ['leaving', 1012],
    ['expired', 1001],
    ['unread', 1008],
  ] as const)('that is closed for %s says so behind all that was sent', async (reason, code) => {
    const { live, client } = await pair();
    const messages: string[] = [];
    client.on('message', (message: Buffer) => messages.push(message.toString()));
    for (let number = 0; number < 100; number++) void live.send(`${number}`);
    const closed = once(client, 'close') as Promise<[number, Buffer]>;
    if (reason === 'leaving') live.interrupt();
    else live.close(reason);
    const [closedWith, why] = await closed;
    expect([closedWith, why.toString()]).toEqual([code, reason]);
    expect(messages).toHaveLength(100);
    await live.closed;
  });
});
