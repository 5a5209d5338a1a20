import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearly } from '../support/mutations.js';
import { writeRecordedAnswers } from '../support/recorded-answers.js';
import { FUZZED_ROUTES, type FuzzedRoute } from '../support/rich-bodies.js';
import { TEST_KEY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

/** A few hundred for each route show that the wiring holds; `npm run test:full` sends 10,000. */
const BODIES = Number(process.env['FUZZED_BODIES'] ?? 300);
const AT_ONCE = 16;
const KEY = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' };

interface Answered {
  status: number;
  text: string;
}

describe('whatever a client sends, the server does not fail', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const script = writeRecordedAnswers([{ when: '', reasoning: 'Short.', content: 'Yes.' }]);
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_SCRIPT_FILE: script },
    });
  });

  afterAll(() => cluster.stop());

  const send = async ({ path }: FuzzedRoute, body: unknown): Promise<Answered> => {
    const response = await fetch(`${cluster.baseUrl}${path}`, {
      method: 'POST',
      headers: KEY,
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };

  it.each(FUZZED_ROUTES)('$path takes a body in which nothing is wrong', async (route) => {
    const { status, text } = await send(route, route.body);
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
  });

  it.each(FUZZED_ROUTES)(
    '$path answers or refuses every body',
    async (route) => {
      const bodies = fc.sample(fc.oneof(fc.jsonValue(), { arbitrary: nearly(route.body), weight: 9 }), BODIES);
      const work = bodies.entries();
      const worker = async (): Promise<void> => {
        for (const [, body] of work) expectAnswerOrRefusal(route, body, await send(route, body));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    BODIES * 100 + 90_000,
  );
});

function expectAnswerOrRefusal({ dialect }: FuzzedRoute, body: unknown, { status, text }: Answered): void {
  const sent = JSON.stringify(body);
  if (status === 200)
    return expect({ sent, failed: text.includes('"internal_error"') }).toEqual({ sent, failed: false });
  const refusal = JSON.parse(text) as { type?: string; error: { type: string; message: string } };
  const isTold = refusal.error.type !== '' && refusal.error.message !== '' && refusal.error.message.length < 2_000;
  const hasShape = dialect === 'openai' || refusal.type === 'error';
  expect({ sent, status, isClientsFault: status >= 400 && status < 500, isTold, hasShape }).toEqual({
    sent,
    status,
    isClientsFault: true,
    isTold: true,
    hasShape: true,
  });
}
