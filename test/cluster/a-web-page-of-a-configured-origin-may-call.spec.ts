import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const PAGE = 'https://chat.example.com';

describe('a web page', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const gatewayEnvironment = { GATEWAY_CORS_ORIGINS: `${PAGE}, app://obsidian.md` };
    cluster = await startTestCluster(1, { gatewayEnvironment });
  });

  afterAll(() => cluster.stop());

  const question = (origin: string, path: string): Promise<Response> =>
    fetch(cluster.baseUrl + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-stainless-os',
      },
    });

  const chat = (origin: string, body: object, key = TEST_KEY): Promise<Response> =>
    fetch(`${cluster.baseUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { origin, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: TINY, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 5, ...body }),
    });

  const allowed = ({ headers }: Response): string | null => headers.get('access-control-allow-origin');

  it.each(['/v1/chat/completions', '/v1/messages', '/v1/responses', '/v1/models', '/v1/nothing'])(
    'asks without a key whether it may call %s',
    async (path) => {
      for (const origin of [PAGE, 'app://obsidian.md']) {
        const answer = await question(origin, path);
        expect([answer.status, allowed(answer)]).toEqual([204, origin]);
        expect(answer.headers.get('access-control-allow-headers')).toBe('authorization,content-type,x-stainless-os');
      }
      expect(allowed(await question('https://elsewhere.example.com', path))).toBeNull();
    },
  );

  it.each<[string, object, string, number]>([
    ['an answer', {}, TEST_KEY, 200],
    ['a stream', { stream: true }, TEST_KEY, 200],
    ['that its request is wrong', { model: 'unknown' }, TEST_KEY, 404],
    ['that its key is wrong', {}, 'sk-wrong', 401],
  ])('may read %s', async (_, body, key, status) => {
    const answer = await chat(PAGE, body, key);
    expect([answer.status, allowed(answer)]).toEqual([status, PAGE]);
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
    await answer.text();
  });

  it('of another origin may read nothing', async () => {
    const answer = await chat('https://elsewhere.example.com', {});
    expect(allowed(answer)).toBeNull();
    await answer.text();
  });
});
