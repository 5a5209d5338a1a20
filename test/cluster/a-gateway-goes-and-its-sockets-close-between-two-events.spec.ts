import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginConversation, itemsOf } from '../support/conversations.js';
import { resumeResponse, retrieveResponse, textOf } from '../support/responses.js';
import { SocketClient, type SocketEvent, isLast } from '../support/socket-client.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const COUNT = 'Count from 1 to 20.';
const CLOSED_WITH = { SIGTERM: 1012, SIGKILL: 1006 };

describe('a gateway that goes while sockets are open', () => {
  let cluster: TestCluster;
  let stays: string;
  let whole: readonly SocketEvent[];

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
    stays = cluster.baseUrl;
    const undisturbed = await SocketClient.open(stays);
    await undisturbed.answerTo(COUNT);
    whole = undisturbed.events;
    await undisturbed.close();
  });

  afterAll(() => cluster.stop());

  const begunAt = async (baseUrl: string, fields: Record<string, unknown>): Promise<SocketClient> => {
    const client = await SocketClient.open(baseUrl);
    client.ask(COUNT, fields);
    await client.until(({ type }) => type === 'response.output_text.delta');
    return client;
  };
  const idOf = ({ events }: SocketClient): string => events[0]?.response?.id ?? '';
  const deltasOf = (events: readonly SocketEvent[]): string => events.map(({ delta }) => delta ?? '').join('');

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'by %s loses nothing of a response in the background, which is told at another from the next event on',
    async (signal) => {
      const goes = await cluster.cluster.startGateway();
      const client = await begunAt(goes.baseUrl, { background: true });
      goes.process.signal(signal);
      expect((await client.closed).code).toBe(CLOSED_WITH[signal]);
      expect((await goes.process.exited).code).toBe(signal === 'SIGTERM' ? 0 : null);
      expect(client.events.map((event) => event.sequence_number)).toEqual(client.events.map((_, index) => index));
      expect(client.events.filter(isLast)).toEqual([]);

      const rest = await resumeResponse(stays, idOf(client), client.events.length - 1);
      expect(await rest.ended).toBe('whole');
      const behind = rest.events.slice(0, -1).map(({ data }) => JSON.parse(data) as SocketEvent);
      const all = [...client.events, ...behind];
      expect(all.map((event) => event.sequence_number)).toEqual(all.map((_, index) => index));
      expect(deltasOf(all)).toBe(deltasOf(whole));
      expect(all.at(-1)?.type).toBe('response.completed');
    },
  );

  it('closes those that wait for nothing, too, and takes no new ones', async () => {
    const goes = await cluster.cluster.startGateway();
    const idle = await SocketClient.open(goes.baseUrl);
    goes.process.signal('SIGTERM');
    expect(await idle.closed).toEqual({ code: 1012, reason: 'leaving' });
    await goes.process.exited;
    await expect(SocketClient.open(goes.baseUrl)).rejects.toThrow();
  });

  it('leaves a conversation that gets all of the answer, and then goes on over another socket', async () => {
    const goes = await cluster.cluster.startGateway();
    const id = await beginConversation(stays);
    const client = await begunAt(goes.baseUrl, { background: true, conversation: id });
    await goes.process.kill();
    await client.closed;
    const another = await SocketClient.open(stays);
    expect(await another.answerTo(COUNT, { conversation: id })).toMatchObject({
      type: 'error',
      status: 409,
      error: { code: 'conversation_locked' },
    });
    await eventually(async () => (await itemsOf(stays, id)).length === 3);
    const response = await retrieveResponse(stays, idOf(client));
    expect((await itemsOf(stays, id)).at(-1)?.content?.[0]?.text).toBe(textOf(response));
    expect(await another.answerTo(COUNT, { conversation: id })).toMatchObject({ type: 'response.completed' });
    await another.close();
  });
});
