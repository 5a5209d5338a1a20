import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricOf } from '../support/busy-worker.js';
import { streamDisturbed } from '../support/disturbed-stream.js';
import { GATEWAY, type NetworkedCluster, REDIS, startNetworkedCluster } from '../support/network/networked-cluster.js';
import { writeRecordedAnswers } from '../support/recorded-answers.js';
import { eventually } from '../support/test-cluster.js';

const QUESTION = 'Some words.';
/** Takes several times the grace. */
const CONTENT = Array.from({ length: 90 }, (_, index) => `word ${index}`).join(', ');

describe('a gateway that is cut off from Redis for longer than the grace of what it follows', () => {
  let cluster: NetworkedCluster;

  beforeAll(async () => {
    const scripts = writeRecordedAnswers([{ when: QUESTION, reasoning: 'Many words.', content: CONTENT }]);
    cluster = await startNetworkedCluster(1, {
      gatewayEnvironment: { GATEWAY_UNFOLLOWED_SECONDS: '2' },
      workerEnvironment: { WORKER_SCRIPT_FILE: scripts, WORKER_PACE_TOKENS_PER_SECOND: '40' },
    });
  });

  afterAll(() => cluster?.stop());

  it('streams the whole answer, because the worker vouches for it', async () => {
    const answer = await streamDisturbed(cluster.baseUrl, QUESTION, async () => {
      const { worker } = await cluster.busyNode();
      await cluster.network.cutBoth(GATEWAY, REDIS);
      await eventually(async () => (await metricOf(worker.operationsUrl, 'harmonium_worker_busy_slots')) === 0);
      await cluster.network.heal();
    });
    expect(answer).toMatchObject({ error: null, done: true, content: CONTENT });
  });
});
