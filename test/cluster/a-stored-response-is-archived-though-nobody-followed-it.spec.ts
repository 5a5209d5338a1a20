import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  askResponses,
  createResponse,
  responseIdOf,
  resumeResponse,
  retrieveResponse,
  streamResponse,
  textOf,
} from '../support/responses.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';
import { withRedis } from '../support/with-redis.js';

const CAPITAL = 'What is the capital of France?';
const PARIS = 'The capital of France is Paris.';
const NO_STREAM = { status: 400, body: { error: { code: 'invalid_value', param: 'stream' } } };
const UNARCHIVED = 'harmonium:{s0}:unarchived';

describe('a stored response', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '40' } });
  });

  afterAll(() => cluster.stop());

  const waiting = (): Promise<number> => withRedis(cluster.redis.port, (redis) => redis.zcard(UNARCHIVED));

  /** As if all logs had expired. */
  async function loseLogs(): Promise<void> {
    await withRedis(cluster.redis.port, async (redis) => {
      const keys = [
        ...(await redis.keys('harmonium:{s*}:log:*')),
        ...(await redis.keys('harmonium:{s*}:generation:*')),
      ];
      await redis.del(...keys);
    });
  }

  it('is archived by any gateway when it has ended, though its own was killed and nobody asked for it', async () => {
    const goes = await cluster.cluster.startGateway();
    const { id, status } = await createResponse(goes.baseUrl, CAPITAL, { background: true, stream: false });
    expect(status).toBe('queued');
    await goes.process.kill();
    expect(await waiting()).toBe(1);
    await eventually(async () => (await waiting()) === 0);
    await loseLogs();
    const kept = await retrieveResponse(cluster.baseUrl, id);
    expect(kept).toMatchObject({ status: 'completed', background: true });
    expect(textOf(kept)).toBe(PARIS);
  });

  it('is archived at once by who followed it, and outlives its log; its events do not', async () => {
    const response = await createResponse(cluster.baseUrl, CAPITAL, { metadata: { topic: 'places' } });
    await eventually(async () => (await waiting()) === 0);
    await loseLogs();
    expect(await retrieveResponse(cluster.baseUrl, response.id)).toEqual(response);
    const next = await createResponse(cluster.baseUrl, CAPITAL, { previous_response_id: response.id });
    expect(textOf(next)).toBe(PARIS);

    expect(await askResponses(cluster.baseUrl, `/${response.id}?stream=true`)).toMatchObject(NO_STREAM);
    const streamed = await streamResponse(cluster.baseUrl, CAPITAL);
    await streamed.ended;
    const replay = await resumeResponse(cluster.baseUrl, responseIdOf(streamed));
    await replay.ended;
    expect(replay.events).toEqual(streamed.events);
    await eventually(async () => (await waiting()) === 0);
    await loseLogs();
    expect(await askResponses(cluster.baseUrl, `/${responseIdOf(streamed)}?stream=true`)).toMatchObject(NO_STREAM);
    expect(await retrieveResponse(cluster.baseUrl, responseIdOf(streamed))).toMatchObject({ status: 'completed' });
  });
});
