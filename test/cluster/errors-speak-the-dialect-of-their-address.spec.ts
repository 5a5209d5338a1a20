import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_KEY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const KEY = { 'x-api-key': TEST_KEY };
const JSON_BODY = { 'content-type': 'application/json' };

describe('an error', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(0, { gatewayEnvironment: { GATEWAY_BODY_LIMIT_BYTES: '1024' } });
  });

  afterAll(() => cluster.stop());

  it.each<[string, number, string, RequestInit]>([
    ['a missing key', 401, 'authentication_error', { body: '{}', headers: JSON_BODY }],
    [
      'two different keys',
      401,
      'authentication_error',
      { body: '{}', headers: { ...JSON_BODY, ...KEY, authorization: 'Bearer x' } },
    ],
    ['no JSON', 400, 'invalid_request_error', { body: '{', headers: { ...JSON_BODY, ...KEY } }],
    ['no fields', 400, 'invalid_request_error', { body: '{}', headers: { ...JSON_BODY, ...KEY } }],
    ['a form', 415, 'invalid_request_error', { body: 'a=b', headers: { 'content-type': 'text/csv', ...KEY } }],
    ['a large body', 413, 'request_too_large', { body: `"${'x'.repeat(2_000)}"`, headers: { ...JSON_BODY, ...KEY } }],
    ['another method', 404, 'not_found_error', { method: 'DELETE', headers: KEY }],
  ])("of %s is Anthropic's at /v1/messages, and OpenAI's at /v1/responses", async (_, status, type, init) => {
    const message = await fetch(`${cluster.baseUrl}/v1/messages`, { method: 'POST', ...init });
    const body: unknown = await message.json();
    expect({ status: message.status, body }).toMatchObject({
      status,
      body: {
        type: 'error',
        error: { type, message: expect.any(String) },
        request_id: message.headers.get('request-id'),
      },
    });
    expect(message.headers.get('x-should-retry')).toBe('false');
    const response = await fetch(`${cluster.baseUrl}/v1/responses`, { method: 'POST', ...init });
    expect(response.status).toBe(status);
    expect(Object.keys((await response.json()) as object)).toEqual(['error']);
    expect(response.headers.get('x-should-retry')).toBe('false');
  });

  it('of what is away for a moment says that it may be tried again, and when', async () => {
    const asked = { model: 'unknown', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 5 };
    await cluster.redis.stop();
    await eventually(async () => (await fetch(`${cluster.baseUrl}/readyz`)).status === 503);
    const init = { method: 'POST', body: JSON.stringify(asked), headers: { ...JSON_BODY, ...KEY } };
    const message = await fetch(`${cluster.baseUrl}/v1/messages`, init);
    expect([message.status, message.headers.get('x-should-retry')]).toEqual([529, 'true']);
    expect(message.headers.get('retry-after')).toBe('2');
    expect(message.headers.get('retry-after-ms')).toBe('2000');
    expect(await message.json()).toMatchObject({ error: { type: 'overloaded_error' } });
    const chat = await fetch(`${cluster.baseUrl}/v1/chat/completions`, init);
    expect([chat.status, chat.headers.get('x-should-retry')]).toEqual([503, 'true']);
    expect(await chat.json()).toMatchObject({ error: { code: 'ledger_unavailable' } });
  });
});
