import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

/** Of a limit of 120 requests per minute half a second is enough for the next one. */
const LIMITED = 'sk-limited';

describe('the official SDKs', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const gatewayEnvironment = { HARMONIUM_API_KEYS: `${TEST_KEY},${LIMITED};rpm=120` };
    cluster = await startTestCluster(1, { gatewayEnvironment });
  });

  afterAll(() => cluster.stop());

  /** Uses up what the key may ask for, with requests that cost nothing. */
  async function exhaust(): Promise<void> {
    const ask = (): Promise<Response> =>
      fetch(`${cluster.baseUrl}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${LIMITED}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'unknown', messages: [{ role: 'user', content: 'Hello' }] }),
      });
    for (let status = 0; status !== 429;) {
      const answers = await Promise.all(Array.from({ length: 20 }, ask));
      await Promise.all(answers.map((answer) => answer.text()));
      status = answers.at(-1)?.status ?? 429;
    }
  }

  /** A fetch that notes the status of every answer. */
  function noting(statuses: number[]): typeof fetch {
    return async (input, init) => {
      const response = await fetch(input, init);
      statuses.push(response.status);
      return response;
    };
  }

  it('of OpenAI waits as it is told and asks again', async () => {
    const statuses: number[] = [];
    const client = new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, apiKey: LIMITED, fetch: noting(statuses) });
    await exhaust();
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const { data, response } = await client.chat.completions
      .create({ model: TINY, messages, max_tokens: 5 })
      .withResponse();
    expect(data.choices).toHaveLength(1);
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('120');
    expect([statuses[0], statuses.at(-1)]).toEqual([429, 200]);
  });

  it('of Anthropic waits as it is told and asks again', async () => {
    const statuses: number[] = [];
    const client = new Anthropic({ baseURL: cluster.baseUrl, apiKey: LIMITED, fetch: noting(statuses) });
    await exhaust();
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const asked = client.messages.create({ model: TINY, messages, max_tokens: 5 });
    const { data, response, request_id: requestId } = await asked.withResponse();
    expect(data.role).toBe('assistant');
    expect(requestId).toMatch(/^req_/);
    expect(response.headers.get('anthropic-ratelimit-requests-limit')).toBe('120');
    expect([statuses[0], statuses.at(-1)]).toEqual([429, 200]);
  });

  it.each([0, 1])('give up at once when told that it is of no use (with key in header %d)', async (which) => {
    const statuses: number[] = [];
    const fetching = { apiKey: 'sk-wrong', fetch: noting(statuses) };
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const asked =
      which === 0
        ? new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, ...fetching }).chat.completions.create({
            model: TINY,
            messages,
          })
        : new Anthropic({ baseURL: cluster.baseUrl, ...fetching }).messages.create({
            model: TINY,
            messages,
            max_tokens: 5,
          });
    await expect(asked).rejects.toMatchObject({ status: 401, requestID: expect.stringMatching(/^req_/) });
    expect(statuses).toEqual([401]);
  });
});
