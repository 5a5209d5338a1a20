import { describe, expect, it } from '@jest/globals';
import { type JsonObject, ServingError } from '#protocol';
import type { TextSink } from '../../answers/stream-frames.js';
import { ResponseSocket } from './response-socket.js';

const HOUR_MS = 3_600_000;
const CREATE = '{"type":"response.create","model":"m","input":"Hi"}';

/** A socket in the hands of the test. */
class FakeSocket {
  readonly sent: unknown[] = [];
  readonly closed: Promise<void>;
  closedFor: string | null = null;
  receive: (text: string | null) => void = () => undefined;
  private readonly ending = new AbortController();
  private leave: () => void = () => undefined;

  constructor() {
    this.closed = new Promise((resolve) => (this.leave = resolve));
  }

  get over(): AbortSignal {
    return this.ending.signal;
  }

  onMessage(onMessage: (text: string | null) => void): void {
    this.receive = onMessage;
  }

  send(message: string): Promise<void> {
    this.sent.push(JSON.parse(message));
    return Promise.resolve();
  }

  reply(message: string): void {
    void this.send(message);
  }

  close(reason: string): void {
    this.closedFor = reason;
    this.ending.abort();
    this.leave();
  }
}

/** Requests that are answered when the test wants it. */
class FakeAnswers {
  readonly asked: { body: JsonObject; sink: TextSink; end: () => void; fail: (error: Error) => void }[] = [];

  readonly answer = (body: JsonObject, sink: TextSink): Promise<void> =>
    new Promise((end, fail) => this.asked.push({ body, sink, end, fail }));
}

function newScene(lifetimeMs = HOUR_MS) {
  const socket = new FakeSocket();
  const answers = new FakeAnswers();
  const refused: string[] = [];
  new ResponseSocket(socket, answers.answer, ({ code }) => refused.push(code), lifetimeMs);
  return { socket, answers, refused };
}

const settled = (): Promise<void> => new Promise(setImmediate);
const refusal = (code: string) =>
  expect.objectContaining({ type: 'error', error: expect.objectContaining({ code }) as unknown }) as unknown;

describe('a connection that asks for responses', () => {
  it('has its events one message each', async () => {
    const { socket, answers } = newScene();
    socket.receive(CREATE);
    expect(answers.asked[0]?.body).toMatchObject({ model: 'm', input: 'Hi', stream: true });
    await answers.asked[0]?.sink.write('{"number":0}\n{"number":1}\n');
    await answers.asked[0]?.sink.write('');
    expect(socket.sent).toEqual([{ number: 0 }, { number: 1 }]);
    socket.close('test');
  });

  it('is answered one after the other, and refused what comes between', async () => {
    const { socket, answers, refused } = newScene();
    socket.receive(CREATE);
    socket.receive(CREATE);
    expect(socket.sent).toEqual([refusal('response_in_progress')]);
    expect(answers.asked).toHaveLength(1);
    answers.asked[0]?.end();
    await settled();
    socket.receive(CREATE);
    expect(answers.asked).toHaveLength(2);
    expect(refused).toEqual(['response_in_progress']);
    socket.close('test');
  });

  it('is told what a request was refused for, whatever it was, and may ask again', async () => {
    const { socket, answers, refused } = newScene();
    for (const [error, code] of [
      [new ServingError('model_not_found'), 'model_not_found'],
      [new Error('a secret of ours'), 'internal_error'],
    ] as const) {
      socket.receive(CREATE);
      answers.asked.at(-1)?.fail(error);
      await settled();
      expect(socket.sent.at(-1)).toEqual(refusal(code));
    }
    expect(JSON.stringify(socket.sent)).not.toContain('secret');
    expect(refused).toEqual(['model_not_found', 'internal_error']);
    socket.close('test');
  });

  it('stays when it sends what is no message', () => {
    const { socket, answers } = newScene();
    for (const text of [null, '{', '[]', '{"type":"other"}']) socket.receive(text);
    expect(socket.sent).toEqual(['invalid_json', 'invalid_json', 'invalid_type', 'invalid_value'].map(refusal));
    expect(socket.closedFor).toBeNull();
    socket.receive(CREATE);
    expect(answers.asked).toHaveLength(1);
    socket.close('test');
  });

  it('is told that it is too old, and closed', async () => {
    const { socket } = newScene(1);
    await socket.closed;
    expect(socket.sent).toEqual([refusal('connection_expired')]);
    expect(socket.closedFor).toBe('expired');
  });

  it('is told nothing any more once it is over', async () => {
    const { socket, answers } = newScene();
    socket.receive(CREATE);
    socket.close('test');
    answers.asked[0]?.fail(new ServingError('shutting_down'));
    await settled();
    expect(socket.sent).toEqual([]);
  });
});
