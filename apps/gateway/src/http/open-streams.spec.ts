import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { ApiKeys } from './api-keys.js';
import { EventStream } from './event-stream.js';
import { createHttpAdapter } from './http-server.js';
import type { OpenAnswer } from './open-answer.js';
import { OpenStreams } from './open-streams.js';

const LONG_MS = 600_000;
const OPTIONS = { heartbeatMs: LONG_MS, stalledMs: LONG_MS };
const LEAVING = ': this gateway is leaving; resume with Last-Event-ID\n';

/** A server with one route, which tells of every answer that it opens. */
class Scene {
  readonly streams = new OpenStreams();
  private readonly opened: ((answer: OpenAnswer) => void)[] = [];

  private constructor(readonly server: FastifyInstance) {
    this.server.get('/', (request: FastifyRequest, reply: FastifyReply) => {
      this.opened.shift()?.(this.streams.open(request, reply));
    });
  }

  static async listen(): Promise<Scene> {
    const keys = new ApiKeys([{ key: 'sk', tenant: 'default', scopes: new Set() }]);
    const adapter = await createHttpAdapter(keys, { bodyLimitBytes: 1_000_000, corsOrigins: [] });
    const scene = new Scene(adapter.getInstance<FastifyInstance>());
    await scene.server.listen({ port: 0, host: '127.0.0.1' });
    return scene;
  }

  /** A client that has asked, and the answer it is given. */
  async ask(): Promise<{ client: Client; answer: OpenAnswer }> {
    const answer = new Promise<OpenAnswer>((resolve) => this.opened.push(resolve));
    const client = new Client(connect((this.server.server.address() as AddressInfo).port, '127.0.0.1'));
    client.socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk\r\n\r\n');
    return { client, answer: await answer };
  }
}

class Client {
  text = '';
  readonly ended: Promise<unknown>;

  constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    this.ended = once(socket, 'close');
  }

  /** The body without the lengths of its chunks. */
  get body(): string {
    const chunked = this.text.slice(this.text.indexOf('\r\n\r\n') + 4);
    return chunked.replace(/(^|\r\n)[\da-f]+\r\n|\r\n$/g, '');
  }
}

const scenes: Scene[] = [];
async function newScene(): Promise<Scene> {
  const scene = await Scene.listen();
  scenes.push(scene);
  return scene;
}

afterEach(async () => {
  for (const { server } of scenes.splice(0)) {
    server.server.closeAllConnections();
    await server.close();
  }
});

describe('a gateway that leaves', () => {
  it('ends every stream behind a whole event, and not as if the answer were whole', async () => {
    const scene = await newScene();
    const { client, answer } = await scene.ask();
    const stream = new EventStream(answer, OPTIONS);
    await stream.write('id: 1\ndata: one\n\n');
    await scene.streams.interruptAll(LONG_MS);
    await stream.write('id: 2\ndata: two\n\n');
    stream.end();
    await client.ended;
    expect(client.body).toBe(`id: 1\ndata: one\n\n${LEAVING}`);
    expect(client.text).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(answer.over.aborted).toBe(true);
  });

  it('lets a client that reads slowly have all that was written for it', async () => {
    const scene = await newScene();
    const { client, answer } = await scene.ask();
    const stream = new EventStream(answer, OPTIONS);
    client.socket.pause();
    const events = Array.from({ length: 400 }, (_, at) => `id: ${at + 1}\ndata: ${'x'.repeat(20_000)}\n\n`);
    void stream.write(events.join(''));
    const interrupted = scene.streams.interruptAll(LONG_MS);
    client.socket.resume();
    await Promise.all([interrupted, client.ended]);
    expect(client.text.match(/^id: \d+$/gm)).toHaveLength(400);
    expect(client.text).toContain(LEAVING);
  });

  it('does not wait for ever for one that reads nothing', async () => {
    const scene = await newScene();
    const { client, answer } = await scene.ask();
    client.socket.pause();
    const stream = new EventStream(answer, OPTIONS);
    void stream.write('x'.repeat(50_000_000));
    await scene.streams.interruptAll(10);
    await answer.closed;
    expect(answer.reply.raw.destroyed).toBe(true);
  });

  it('refuses what has not begun, and what comes later', async () => {
    const scene = await newScene();
    const { client, answer } = await scene.ask();
    expect(() => answer.requireStaying()).not.toThrow();
    const interrupted = scene.streams.interruptAll(LONG_MS);
    expect(answer.over.aborted).toBe(true);
    expect(() => answer.requireStaying()).toThrow(expect.objectContaining({ code: 'shutting_down' }));
    const received = once(client.socket, 'data');
    await answer.reply.status(503).send({});
    await Promise.all([interrupted, received]);
    expect(client.text).toMatch(/^HTTP\/1.1 503/);
    expect(() => scene.streams.open(answer.request, answer.reply)).toThrow(
      expect.objectContaining({ code: 'shutting_down' }),
    );
  });

  it('leaves an answer that is whole alone', async () => {
    const scene = await newScene();
    const { client, answer } = await scene.ask();
    const stream = new EventStream(answer, OPTIONS);
    await stream.write('data: [DONE]\n\n');
    stream.end();
    await scene.streams.interruptAll(LONG_MS);
    client.socket.end();
    await client.ended;
    expect(client.text).toMatch(/\r\n0\r\n\r\n$/);
    expect(client.text).not.toContain(LEAVING);
  });
});

describe('an answer', () => {
  it('is over when its client leaves', async () => {
    const scene = await newScene();
    const { client, answer } = await scene.ask();
    const stream = new EventStream(answer, OPTIONS);
    client.socket.destroy();
    await answer.closed;
    stream.end();
    expect([answer.left.aborted, answer.over.aborted]).toEqual([true, true]);
  });

  it('is forgotten once it is given', async () => {
    const scene = await newScene();
    const { answer } = await scene.ask();
    expect(scene.streams.size).toBe(1);
    await answer.reply.send('done');
    await answer.closed;
    await Promise.resolve();
    expect(scene.streams.size).toBe(0);
    expect(answer.left.aborted).toBe(false);
  });
});
