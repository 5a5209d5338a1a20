import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../support/live-control.js';
import {
  type ShownItem,
  askResponses,
  createResponse,
  responseIdOf,
  resumeResponse,
  retrieveResponse,
  streamResponse,
} from '../support/responses.js';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';
import { withRedis } from '../support/with-redis.js';

const OTHERS_KEY = 'sk-other';
const BLIND_KEY = 'sk-blind';
const STORY = 'Tell me a story.';
const CAPITAL = 'What is the capital of France?';
const UNKNOWN = 'resp_00000000000000000000000000';
const POST = { method: 'POST' };

const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
const notFound = (id: string) => ({
  status: 404,
  body: { error: { code: 'response_not_found', message: `Response with id '${id}' not found.` } },
});

describe('a response', () => {
  let cluster: TestCluster;
  let baseUrl: string;
  let elsewhere: string;

  beforeAll(async () => {
    const keys = [TEST_KEY, `${OTHERS_KEY};tenant=other`, `${BLIND_KEY};scopes=inference`].join(',');
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '60' },
      gatewayEnvironment: { HARMONIUM_API_KEYS: keys },
    });
    baseUrl = cluster.baseUrl;
    elsewhere = (await cluster.cluster.startGateway()).baseUrl;
  });

  afterAll(() => cluster.stop());

  it('is cancelled in the background, once and for all, and its stream ends with what was said', async () => {
    const stream = await streamResponse(baseUrl, STORY, { background: true });
    await stream.until(({ events }) => events.length > 8);
    const id = responseIdOf(stream);
    const cancelled = await askResponses(elsewhere, `/${id}/cancel`, POST);
    expect(cancelled).toMatchObject({ status: 200, body: { id, status: 'cancelled', error: null } });
    expect(await askResponses(baseUrl, `/${id}/cancel`, POST)).toEqual(cancelled);
    expect(await stream.ended).toBe('whole');
    expect(stream.isDone).toBe(true);
    expect(stream.events.at(-2)?.name).toMatch(/delta$/);
    const replay = await resumeResponse(elsewhere, id);
    await replay.ended;
    expect(replay.events).toEqual(stream.events);
  });

  it('is cancelled when its client leaves, unless it is in the background', async () => {
    const stream = await streamResponse(baseUrl, STORY);
    await stream.until(({ events }) => events.length > 8);
    stream.leave();
    await eventually(async () => (await retrieveResponse(baseUrl, responseIdOf(stream))).status === 'cancelled');
    const refused = await askResponses(baseUrl, `/${responseIdOf(stream)}/cancel`, POST);
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_value' } } });
  });

  it('is gone with all that was known of it when it is deleted, also while it runs', async () => {
    const done = await createResponse(baseUrl, CAPITAL);
    const running = await createResponse(baseUrl, STORY, { background: true });
    for (const { id } of [done, running]) {
      const deleted = await askResponses(baseUrl, `/${id}`, { method: 'DELETE' });
      expect(deleted).toEqual({ status: 200, body: { id, object: 'response', deleted: true } });
      expect(await askResponses(baseUrl, `/${id}`)).toMatchObject(notFound(id));
      expect(await askResponses(baseUrl, `/${id}`, { method: 'DELETE' })).toMatchObject(notFound(id));
      const next = await askResponses(baseUrl, '', post({ model: TINY, input: CAPITAL, previous_response_id: id }));
      expect(next).toMatchObject({ status: 400, body: { error: { code: 'previous_response_not_found' } } });
      const key = `harmonium:{s0}:generation:${id.replace('resp_', 'gen_')}`;
      expect(await withRedis(cluster.redis.port, (redis) => redis.pttl(key))).toBeLessThanOrEqual(15_000);
    }
  });

  it('does not exist for another tenant', async () => {
    const { id, output } = await createResponse(baseUrl, CAPITAL);
    const known = post({ model: TINY, input: CAPITAL, previous_response_id: id });
    const referring = post({ model: TINY, input: [{ type: 'item_reference', id: output[0]?.id }] });
    for (const wanted of [id, UNKNOWN, 'resp_x', 'gen_x', encodeURIComponent('../x')]) {
      const shown = decodeURIComponent(wanted);
      for (const [path, init] of [
        [`/${wanted}`, {}],
        [`/${wanted}?stream=true`, {}],
        [`/${wanted}/input_items`, {}],
        [`/${wanted}/cancel`, POST],
        [`/${wanted}`, { method: 'DELETE' }],
      ] as const)
        expect(await askResponses(baseUrl, path, init, OTHERS_KEY)).toMatchObject(notFound(shown));
    }
    expect(await askResponses(baseUrl, '', known, OTHERS_KEY)).toMatchObject({
      status: 400,
      body: { error: { code: 'previous_response_not_found', param: 'previous_response_id' } },
    });
    expect(await askResponses(baseUrl, '', referring, OTHERS_KEY)).toMatchObject({
      status: 404,
      body: { error: { code: 'item_not_found', param: 'input[0].id' } },
    });
    expect(await retrieveResponse(baseUrl, id)).toMatchObject({ status: 'completed' });
  });

  it('shows its thoughts only to keys that may see them', async () => {
    const { id } = await createResponse(baseUrl, CAPITAL);
    const thoughtIn = (body: unknown): ShownItem | undefined => (body as { output: ShownItem[] }).output[0];
    const seen = await askResponses(baseUrl, `/${id}?include[]=reasoning.encrypted_content`);
    expect(thoughtIn(seen.body)?.content?.[0]?.text).not.toBe('');
    expect(thoughtIn(seen.body)?.encrypted_content).toMatch(/^hs1\./);
    const hidden = await askResponses(baseUrl, `/${id}`, {}, BLIND_KEY);
    expect(thoughtIn(hidden.body)).toMatchObject({ type: 'reasoning', content: [] });
    expect(thoughtIn(hidden.body)).not.toHaveProperty('encrypted_content');
  });

  it.each([
    [{ background: true, store: false }, 'background'],
    [{ previous_response_id: UNKNOWN, conversation: 'conv_x' }, 'previous_response_id'],
    [{ previous_response_id: 5 }, 'previous_response_id'],
    [{ conversation: 'conv_x' }, 'conversation'],
    [{ input: [{ type: 'item_reference' }] }, 'input[0].id'],
    [{ input: [] }, 'input'],
  ])('is refused for %j, naming what is wrong', async (fields, param) => {
    const { status, body } = await askResponses(baseUrl, '', post({ model: TINY, input: CAPITAL, ...fields }));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).toMatchObject({ error: { param } });
  });

  it('has no trace if it was refused', async () => {
    const before = await withRedis(cluster.redis.port, (redis) => redis.keys('harmonium:{s*}:response:*'));
    const tooLong = post({ model: TINY, input: 'word '.repeat(20_000) });
    expect(await askResponses(baseUrl, '', tooLong)).toMatchObject({ status: 400 });
    expect(await askResponses(baseUrl, '', post({ model: 'unknown', input: CAPITAL }))).toMatchObject({ status: 404 });
    expect(await withRedis(cluster.redis.port, (redis) => redis.keys('harmonium:{s*}:response:*'))).toEqual(before);
  });

  it.each([
    ['?stream=yes', 'stream'],
    ['?stream=true&starting_after=x', 'starting_after'],
    ['/input_items?limit=0', 'limit'],
    ['/input_items?limit=101', 'limit'],
    ['/input_items?order=up', 'order'],
    ['/input_items?after=msg_x', 'after'],
  ])('is not told for %s', async (query, param) => {
    const { id } = await createResponse(baseUrl, CAPITAL);
    expect(await askResponses(baseUrl, `/${id}${query}`)).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it('is told by the names of the Open Responses specification under its address', async () => {
    const open = `${baseUrl}/openresponses/v1/responses`;
    const created = await ask(open, post({ model: TINY, input: CAPITAL, temperature: 0, stream: false }));
    const { id } = created.body as { id: string };
    expect(await ask(`${open}/${id}`)).toEqual(created);
    const body = JSON.stringify({ model: TINY, input: CAPITAL, temperature: 0, stream: true });
    const init = {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    };
    const text = await (await fetch(open, init)).text();
    expect(text).toContain('event: response.reasoning.delta');
    expect(text).not.toContain('response.reasoning_text.delta');
  });
});
