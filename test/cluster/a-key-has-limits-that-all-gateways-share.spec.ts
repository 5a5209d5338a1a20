import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const KEYS = [
  TEST_KEY,
  'sk-requests;tenant=requests;rpm=4',
  'sk-messages;tenant=messages;rpm=1;tpm=100000',
  'sk-soon;tenant=soon;rpm=60',
  'sk-tokens;tenant=tokens;tpm=60',
  'sk-told;tenant=told;tpm=100000',
  'sk-died;tenant=died;tpm=60',
  'sk-left;tenant=left;tpm=60',
];
const CHAT = { model: TINY, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 };

describe('the limits of a key', () => {
  let cluster: TestCluster;
  let other: string;

  beforeAll(async () => {
    const gatewayEnvironment = { HARMONIUM_API_KEYS: KEYS.join(',') };
    const workerEnvironment = { WORKER_PACE_TOKENS_PER_SECOND: '60' };
    cluster = await startTestCluster(1, { gatewayEnvironment, workerEnvironment });
    other = (await cluster.cluster.startGateway()).baseUrl;
  });

  afterAll(() => cluster.stop());

  function ask(
    key: string,
    {
      baseUrl = cluster.baseUrl,
      path = '/v1/chat/completions',
      ...body
    }: Record<string, unknown> & { baseUrl?: string; path?: string } = {},
  ): Promise<Response> {
    return fetch(baseUrl + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...CHAT, ...body }),
    });
  }

  const namesOf = ({ headers }: Response): string[] => [...headers.keys()].filter((name) => name.includes('ratelimit'));

  it('let as many requests through as they say, whichever gateways are asked', async () => {
    const asked = Array.from({ length: 8 }, (_, index) =>
      ask('sk-requests', { baseUrl: index % 2 ? other : cluster.baseUrl }),
    );
    const answers = await Promise.all(asked);
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(refused).toHaveLength(4);
    for (const answer of refused) {
      const wait = Number(answer.headers.get('retry-after-ms'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(15_001);
      expect(answer.headers.get('retry-after')).toBe(String(Math.ceil(wait / 1_000)));
      expect(answer.headers.get('x-should-retry')).toBe('true');
      expect(answer.headers.get('x-ratelimit-limit-requests')).toBe('4');
      expect(answer.headers.get('x-ratelimit-remaining-requests')).toBe('0');
      expect(await answer.json()).toMatchObject({ error: { type: 'requests', code: 'rate_limit_exceeded' } });
    }
    await Promise.all(answers.map((answer) => answer.text().catch(() => '')));
  });

  it('let the next one through after the time that they named', async () => {
    const answers = await Promise.all(Array.from({ length: 61 }, () => ask('sk-soon', { max_tokens: 1 })));
    const refused = answers.find(({ status }) => status === 429);
    await Promise.all(answers.map((answer) => answer.text()));
    if (!refused) return expect((await ask('sk-soon')).status).toBe(200);
    await delay(Number(refused.headers.get('retry-after-ms')));
    expect((await ask('sk-soon', { max_tokens: 1 })).status).toBe(200);
  });

  it.each([false, true])('are told before the first byte (streaming: %j)', async (stream) => {
    const answer = await ask('sk-told', { stream });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-ratelimit-limit-tokens': '100000',
      'x-ratelimit-remaining-tokens': expect.stringMatching(/^9\d{4}$/),
      'x-ratelimit-reset-tokens': expect.stringMatching(/^\d+(\.\d+)?(ms|s)$/),
    });
    expect(namesOf(answer)).toHaveLength(3);
    await answer.text();
  });

  it('are told to clients of Anthropic in their way as well, as are refusals', async () => {
    const path = '/v1/messages';
    const answer = await ask('sk-messages', { path });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-ratelimit-limit-requests': '1',
      'anthropic-ratelimit-requests-limit': '1',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      'anthropic-ratelimit-tokens-limit': '100000',
    });
    await answer.text();
    const refused = await ask('sk-messages', { path });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
  });

  it('count the prompt at once and what is generated when it has ended', async () => {
    const first = await ask('sk-tokens', { max_tokens: 40 });
    const { usage } = (await first.json()) as { usage: { prompt_tokens: number; completion_tokens: number } };
    expect(first.headers.get('x-ratelimit-remaining-tokens')).toBe(String(Math.max(0, 60 - usage.prompt_tokens)));
    await eventually(async () => {
      const answer = await ask('sk-tokens');
      await answer.text();
      return answer.status === 429;
    });
    const refused = await ask('sk-tokens', { baseUrl: other });
    expect(await refused.json()).toMatchObject({ error: { type: 'tokens', code: 'token_rate_limit_exceeded' } });
    expect(Number(refused.headers.get('retry-after-ms'))).toBeGreaterThan(1_000);
  });

  it('count what was generated though its gateway died', async () => {
    const goes = await cluster.cluster.startGateway();
    const messages = [{ role: 'user', content: 'Count from 1 to 20.' }];
    const answer = await ask('sk-died', { baseUrl: goes.baseUrl, stream: true, max_tokens: 2_000, messages });
    await answer.body?.getReader().read();
    await goes.process.kill();
    // As long as that takes to fill again, more than the prompt must have been counted.
    await eventually(async () => {
      const refused = await ask('sk-died');
      await refused.text();
      return Number(refused.headers.get('retry-after-ms')) > 30_000;
    });
  });

  it('count what was generated though its client left', async () => {
    const messages = [{ role: 'user', content: 'Count from 1 to 20.' }];
    const answer = await ask('sk-left', { stream: true, max_tokens: 2_000, messages });
    const reader = answer.body?.getReader();
    let read = '';
    while (read.split('"delta"').length < 40) read += Buffer.from((await reader?.read())?.value ?? []).toString();
    await reader?.cancel();
    await eventually(async () => {
      const refused = await ask('sk-left');
      await refused.text();
      return Number(refused.headers.get('retry-after-ms')) > 30_000;
    });
  });

  it('are not told for a key without any', async () => {
    const answer = await ask(TEST_KEY);
    expect([answer.status, namesOf(answer)]).toEqual([200, []]);
    await answer.text();
  });
});
