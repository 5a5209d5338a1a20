import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalGateway } from '../../tools/local-cluster/local-cluster.js';
import { EventReader } from '../support/event-reader.js';
import { show } from '../support/live-control.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const RESUMABLE = { 'x-harmonium-resumable': 'true' };
const COUNT = 'Count from 1 to 20.';

describe('a gateway that goes', () => {
  let cluster: TestCluster;
  let stays: string;
  let whole: string;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' },
      gatewayEnvironment: { GATEWAY_UNFOLLOWED_SECONDS: '1', GATEWAY_RESUMABLE_SECONDS: '30' },
    });
    stays = cluster.baseUrl;
    const undisturbed = await EventReader.chat(stays, COUNT);
    await undisturbed.ended;
    whole = undisturbed.content;
    expect(undisturbed.isDone).toBe(true);
  });

  afterAll(() => cluster.stop());

  const anotherGateway = (): Promise<LocalGateway> => cluster.cluster.startGateway();

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s leaves a stream that goes on elsewhere, at the very next event',
    async (signal) => {
      const goes = await anotherGateway();
      const first = await EventReader.chat(goes.baseUrl, COUNT, {}, RESUMABLE);
      await first.until(({ content }) => content.includes('5'));
      goes.process.signal(signal);
      expect(await first.ended).toBe('cut');
      const second = await first.resume(stays);
      expect(second.response.status).toBe(200);
      expect(await second.ended).toBe('whole');
      expect(second.isDone).toBe(true);
      expect(first.content + second.content).toBe(whole);
      expect(first.events.length + second.events.length).toBe(
        new Set([...first.events, ...second.events].map(({ id, data }) => `${id} ${data}`)).size,
      );
      expect((await goes.process.exited).code).toBe(signal === 'SIGTERM' ? 0 : null);
    },
  );

  it('leaves work that can still be seen from its beginning, running and when it has ended', async () => {
    const goes = await anotherGateway();
    const first = await EventReader.chat(goes.baseUrl, COUNT, {}, RESUMABLE);
    await first.until(({ content }) => content.includes('3'));
    await goes.process.kill();
    const url = `${stays}/v1/generations/${first.generationId}/events`;
    const running = await EventReader.open(url);
    await running.ended;
    const ended = await EventReader.open(url);
    await ended.ended;
    expect(running.content).toBe(whole);
    expect(ended.events).toEqual(running.events);
    expect(ended.events.slice(0, first.events.length)).toEqual(first.events);
  });

  it('leaves foreground work that ends soon, because nobody can come back to it', async () => {
    const goes = await anotherGateway();
    const { generationId } = await EventReader.chat(goes.baseUrl, 'Tell me a story.');
    await goes.process.kill();
    await eventually(async () => (await show(stays, generationId)).status === 'cancelled');
  });

  it('does not end what somebody follows elsewhere meanwhile', async () => {
    const goes = await anotherGateway();
    const first = await EventReader.chat(goes.baseUrl, 'Count from 1 to 30.');
    await first.until(({ reasoning, content }) => reasoning.length + content.length > 0);
    await goes.process.kill();
    const second = await first.resume(stays);
    await second.ended;
    expect(second.isDone).toBe(true);
    expect(await show(stays, first.generationId)).toMatchObject({ status: 'completed' });
  });
});

describe('a client that leaves', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' },
      gatewayEnvironment: { GATEWAY_RESUMABLE_SECONDS: '1' },
    });
  });

  afterAll(() => cluster.stop());

  it('finds its resumable answer going on when it comes back in time, and cancelled when it does not', async () => {
    const { baseUrl } = cluster;
    const first = await EventReader.chat(baseUrl, 'Count from 1 to 30.', {}, RESUMABLE);
    await first.until(({ content }) => content.includes('2'));
    first.leave();
    await first.ended;
    const second = await first.resume(baseUrl);
    await second.until(({ content }) => content.includes('5'));
    second.leave();
    await eventually(async () => {
      const { status } = await show(baseUrl, first.generationId);
      return status === 'cancelled' || status === 'completed';
    });
    const story = await EventReader.chat(baseUrl, 'Tell me a story.', { max_tokens: 400 }, RESUMABLE);
    await story.until(({ events }) => events.length > 5);
    story.leave();
    await eventually(async () => (await show(baseUrl, story.generationId)).status === 'cancelled');
  });
});
