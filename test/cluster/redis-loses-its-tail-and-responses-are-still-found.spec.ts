import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginConversation, itemsOf } from '../support/conversations.js';
import type { EventReader } from '../support/event-reader.js';
import { killAndLoseTail, markTail } from '../support/lost-tail.js';
import { askResponses, createResponse, responseIdOf, streamResponse } from '../support/responses.js';
import { type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const COUNT = 'Count from 1 to 20.';

describe('Redis dies and has lost which responses there are', () => {
  let cluster: TestCluster;
  let here: string;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '80' } });
    here = cluster.baseUrl;
  });

  afterAll(() => cluster.stop());

  const statusOf = async (id: string): Promise<unknown> => {
    const { status, body } = await askResponses(here, `/${id}`);
    return status === 200 ? (body as { status: string }).status : status;
  };
  const started = async (fields: Record<string, unknown> = {}): Promise<EventReader> => {
    const stream = await streamResponse(here, COUNT, fields);
    await stream.until(({ events }) => events.length > 8);
    return stream;
  };

  it('and those that clients saw are found, gone on from and stand in their conversations; what was deleted stays so', async () => {
    const conversation = await beginConversation(here);
    const mark = await markTail(cluster.redis);
    const [plain, inConversation] = [await started(), await started({ conversation })];
    const deleted = await createResponse(here, 'Hi', { max_output_tokens: 5 });
    expect((await askResponses(here, `/${deleted.id}`, { method: 'DELETE' })).status).toBe(200);
    await killAndLoseTail(cluster.redis, mark);
    await cluster.redis.start();
    await Promise.all([plain.ended, inConversation.ended]);
    const ids = [plain, inConversation].map(responseIdOf);
    for (const id of ids) await eventually(async () => (await statusOf(id)) === 'completed');
    const next = await createResponse(here, 'And?', { previous_response_id: ids[0], max_output_tokens: 5 });
    expect(next.previous_response_id).toBe(ids[0]);
    await eventually(async () => (await itemsOf(here, conversation)).length === 3);
    expect(await statusOf(deleted.id)).toBe(404);
  });
});
