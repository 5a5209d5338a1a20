import { afterEach, describe, expect, it } from '@jest/globals';
import { foldChat } from './chat-stream.js';
import {
  DELTAS,
  EVERYTHING,
  REFUSAL,
  startFakeGateway,
  WHOLE_STREAM,
  type FakeConnection,
  type FakeGateway,
} from './fake-generation-server.js';
import { receivedEvents } from './history.js';
import { calmRequest, type RequestPlan } from './request-plan.js';
import { ResumingClient } from './resuming-client.js';

const question = { kind: 'counting', text: 'Count from 1 to 5.', fields: {} } as const;
const calm = calmRequest(question, 0);
const resumable: RequestPlan = { ...calm, isResumable: true, returnsAfterCut: true };

describe('a resuming client', () => {
  const gateways: FakeGateway[] = [];

  afterEach(() => gateways.splice(0).forEach((gateway) => gateway.close()));

  async function clientOf(...behaviours: FakeConnection[][]): Promise<ResumingClient> {
    for (const connections of behaviours) gateways.push(await startFakeGateway(connections));
    return new ResumingClient({
      gateways: gateways.map(({ baseUrl }) => baseUrl),
      key: 'sk-test',
      model: 'tiny',
      silenceMs: 200,
      patienceMs: 10_000,
    });
  }

  it('reads an answer that nothing disturbs in one go', async () => {
    const client = await clientOf([EVERYTHING]);
    const history = await client.run(calm);
    expect(history).toMatchObject({ outcome: 'complete', generationIds: ['gen_one'], connections: { length: 1 } });
    expect(receivedEvents(history)).toMatchObject(WHOLE_STREAM);
    expect(foldChat(receivedEvents(history), 1)).toMatchObject([{ content: DELTAS.join(''), finishReason: 'stop' }]);
  });

  it('goes on elsewhere where it was cut, past gateways that have nothing for it, as often as it takes', async () => {
    const client = await clientOf([{ events: 3, then: 'cut' }, REFUSAL], [{ events: 2, then: 'cut' }]);
    const history = await client.run(resumable);
    expect(history.outcome).toBe('complete');
    expect(receivedEvents(history)).toMatchObject(WHOLE_STREAM);
    expect(gateways[1]?.asked).toEqual(['2', '4', '6.1']);
  });

  it('takes a stream in which nothing comes for cut', async () => {
    const client = await clientOf([{ events: 4, then: 'silence' }], [EVERYTHING]);
    const history = await client.run(resumable);
    expect(history.connections.map(({ ending }) => ending)).toEqual(['silent', 'terminal']);
    expect(receivedEvents(history)).toMatchObject(WHOLE_STREAM);
  });

  it('leaves when its plan says so, and comes back or not', async () => {
    const client = await clientOf([EVERYTHING], [EVERYTHING]);
    const departure = { afterEvents: 2, returns: true };
    const back = await client.run({ ...resumable, departure });
    expect(back).toMatchObject({ outcome: 'complete', connections: [{ ending: 'left' }, { lastEventId: '1' }] });
    expect(receivedEvents(back)).toMatchObject(WHOLE_STREAM);
    const away = await client.run({ ...calm, departure: { afterEvents: 2, returns: false } });
    expect(away).toMatchObject({ outcome: 'left', connections: { length: 1 } });
    expect(receivedEvents(away)).toHaveLength(2);
  });

  it('does not go on with what it did not ask to be resumable', async () => {
    const client = await clientOf([{ events: 3, then: 'cut' }], [EVERYTHING]);
    expect(await client.run(calm)).toMatchObject({ outcome: 'cut', connections: { length: 1 } });
  });

  it('tells a refusal from no answer', async () => {
    const client = await clientOf([REFUSAL]);
    expect(await client.run(calm)).toMatchObject({ outcome: 'refused' });
    gateways[0]?.close();
    expect(await client.run(calm)).toMatchObject({ outcome: 'unanswered' });
  });
});
