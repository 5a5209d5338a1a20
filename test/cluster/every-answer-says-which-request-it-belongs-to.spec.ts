import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

describe('every answer says which request it belongs to', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${cluster.baseUrl}${path}`, { headers: { authorization: `Bearer ${TEST_KEY}`, ...headers } });

  const chat = (stream: boolean, requestId: string): Promise<Response> =>
    fetch(`${cluster.baseUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TEST_KEY}`,
        'content-type': 'application/json',
        'x-request-id': requestId,
        'x-stainless-lang': 'js',
        'openai-organization': 'org-nobody',
      },
      body: JSON.stringify({ model: TINY, messages: [{ role: 'user', content: 'Hello' }], stream }),
    });

  it.each([[false], [true]])('with the headers that clients read (streaming: %j)', async (stream) => {
    const response = await chat(stream, 'my-request_1');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toBe('my-request_1');
    expect(response.headers.get('request-id')).toBe('my-request_1');
    expect(response.headers.get('openai-version')).toBe('2020-10-01');
    expect(response.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    expect(response.headers.get('content-type')).toMatch(stream ? /^text\/event-stream/ : /^application\/json/);
    await response.text();
  });

  it.each([['with blanks in it'], ['<script>'], ['a'.repeat(65)], ['']])(
    'and %j is not taken for an id',
    async (sent) => {
      const answers = await Promise.all([get('/v1/models', { 'x-request-id': sent }), chat(true, sent)]);
      const ids = answers.map(({ headers }) => headers.get('x-request-id'));
      for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{32}$/);
      expect(ids[0]).not.toBe(ids[1]);
      await answers[1].text();
    },
  );

  it('also for the models that are served', async () => {
    const model = {
      id: TINY,
      object: 'model',
      created: expect.any(Number),
      owned_by: expect.any(String),
      type: 'model',
      display_name: TINY,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      max_input_tokens: 4_095,
      max_tokens: 4_095,
      capabilities: null,
      lifecycle: 'active',
      line: null,
      deprecated_at: null,
      retires_at: null,
      context_length: 4_095,
      max_model_len: 4_095,
      architecture: { modality: 'text->text', input_modalities: ['text'], output_modalities: ['text'] },
      slots: expect.any(Number),
      ready_workers: 1,
      alias_of: null,
      adapter: null,
    };
    const list = await get('/v1/models');
    expect(list.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await list.json()).toEqual({
      object: 'list',
      data: [model],
      has_more: false,
      first_id: TINY,
      last_id: TINY,
    });
    const one = (await (await get(`/v1/models/${TINY}`)).json()) as { created: number };
    expect(one).toEqual(model);
    expect(Math.abs(one.created - Date.now() / 1_000)).toBeLessThan(3_600);
  });

  it.each([
    ['/healthz', /^\{"state":"ready"\}$/],
    ['/readyz', /^\{"state":"ready","ledger":"reachable"\}$/],
    ['/metrics', /^harmonium_gateway_accepted_total\{/m],
  ])('also when somebody without a key asks for %s', async (path, expected) => {
    const response = await fetch(`${cluster.baseUrl}${path}`);
    expect([response.status, response.headers.get('x-request-id')]).toEqual([200, expect.stringMatching(/^req_/)]);
    expect(await response.text()).toMatch(expected);
  });
});
