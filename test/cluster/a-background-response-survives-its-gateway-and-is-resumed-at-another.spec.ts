import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lastNumberOf, responseIdOf, resumeResponse, retrieveResponse, streamResponse } from '../support/responses.js';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

const COUNT = 'Count from 1 to 20.';
const BACKGROUND = { background: true };

describe('a background response', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
  });

  afterAll(() => cluster.stop());

  it('goes on when its gateway is killed, and is told at another from the very next event on', async () => {
    const goes = await cluster.cluster.startGateway();
    const first = await streamResponse(goes.baseUrl, COUNT, BACKGROUND);
    await first.until(({ events }) => events.filter(({ name }) => name === 'response.output_text.delta').length >= 5);
    await goes.process.kill();
    expect(await first.ended).toBe('cut');
    const id = responseIdOf(first);

    const second = await resumeResponse(cluster.baseUrl, id, lastNumberOf(first));
    expect(await second.ended).toBe('whole');
    expect(second.events.at(-2)?.name).toBe('response.completed');
    expect(second.isDone).toBe(true);

    const again = await resumeResponse(cluster.baseUrl, id);
    await again.ended;
    const behind = again.events.slice(first.events.length);
    expect(again.events.slice(0, first.events.length)).toEqual(first.events);
    expect(behind).toEqual(second.events);
    const { response } = JSON.parse(again.events.at(-2)?.data ?? '') as { response: unknown };
    expect(await retrieveResponse(cluster.baseUrl, id)).toEqual(response);
  });

  it('goes on when its client leaves, and is told to several who come back', async () => {
    const first = await streamResponse(cluster.baseUrl, COUNT, BACKGROUND);
    await first.until(({ events }) => events.length > 6);
    first.leave();
    await first.ended;
    const id = responseIdOf(first);
    const [one, other] = await Promise.all([
      resumeResponse(cluster.baseUrl, id, 3),
      resumeResponse(cluster.baseUrl, id),
    ]);
    await Promise.all([one.ended, other.ended]);
    expect(other.events.slice(4)).toEqual(one.events);
    expect(other.events.at(-2)?.name).toBe('response.completed');
  });

  it('goes on at another gateway in the way of generations, too', async () => {
    const goes = await cluster.cluster.startGateway();
    const first = await streamResponse(goes.baseUrl, COUNT, BACKGROUND);
    await first.until(({ events }) => events.length > 8);
    await goes.process.kill();
    await first.ended;
    const second = await first.resume(cluster.baseUrl);
    await second.ended;
    const again = await resumeResponse(cluster.baseUrl, responseIdOf(first));
    await again.ended;
    expect([...first.events, ...second.events]).toEqual(again.events);
  });
});
