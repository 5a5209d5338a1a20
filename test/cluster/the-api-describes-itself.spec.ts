import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestCluster, startTestCluster } from '../support/test-cluster.js';

describe('the API describes itself', () => {
  let cluster: TestCluster;
  const get = (path: string): Promise<Response> => fetch(`${cluster.baseUrl}${path}`);

  beforeAll(async () => {
    cluster = await startTestCluster(0);
  });

  afterAll(() => cluster.stop());

  it.each(['/docs', '/docs/static/swagger-ui-bundle.js', '/docs/static/swagger-ui.css', '/openapi.json'])(
    'to anybody, without a key: %s',
    async (path) => {
      expect((await get(path)).status).toBe(200);
    },
  );

  it('in a document that says which address is which', async () => {
    const document = (await (await get('/openapi.json')).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(document.paths).toHaveProperty(['/v1/chat/completions', 'post', 'requestBody']);
  });

  it('on a page that loads nothing from elsewhere, runs nothing of its own in its text, and asks nobody else', async () => {
    const page = await get('/docs');
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(
      /default-src 'none'.*connect-src 'self'.*script-src 'self'/,
    );
    expect(html).not.toMatch(/(src|href)=["']?(https?:)?\/\//);
    expect(html).not.toMatch(/<script>|\son\w+=/);
    expect(await (await get('/docs/static/swagger-initializer.js')).text()).toContain('"validatorUrl":null');
  });

  it('and opens nothing else by that', async () => {
    for (const path of ['/docsearch', '/openapi.json/x', '/v1/models', '/%64ocs/../v1/models']) {
      expect((await get(path)).status).toBe(401);
    }
    expect(await statusOf('/docs/../v1/models')).toBe(404);
  });

  it('and has no other files, nor parts of them', async () => {
    for (const path of ['none', '%00', '%2e%2e/%2e%2e/package.json', 'a%2fb%5c..%5c..']) {
      expect([path, await statusOf(`/docs/static/${path}`)]).toEqual([path, 404]);
    }
    expect(await statusOf('/docs/static/index.css', { range: 'bytes=99999999-' })).toBe(400);
  });

  /** Of a path as it stands, not as `fetch` would tidy it up. */
  function statusOf(path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
    const { hostname, port } = new URL(cluster.baseUrl);
    return new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', reject).end();
    });
  }
});
