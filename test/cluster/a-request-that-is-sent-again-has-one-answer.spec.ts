import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventReader } from '../support/event-reader.js';
import { readRefusal } from '../support/refusal.js';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { withRedis } from '../support/with-redis.js';

const COUNT = 'Count from 1 to 20.';
/** How long a claim lasts whose holder says nothing more. */
const CLAIM_MS = 3_000;
const CHAT = { model: TINY, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 };

describe('a request that is sent again with its key', () => {
  let cluster: TestCluster;
  let other: string;
  let keys = 0;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '60' } });
    other = (await cluster.cluster.startGateway()).baseUrl;
  });

  afterAll(() => cluster.stop());

  const newKey = (): Record<string, string> => ({ 'idempotency-key': `order ${++keys}` });

  function post(baseUrl: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
    return fetch(baseUrl + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  const isReplayed = ({ headers }: Response): string | null => headers.get('idempotent-replayed');
  const generationOf = ({ headers }: Response): string | null => headers.get('x-harmonium-generation-id');

  it('at the same moment at two gateways is generated once, and streamed to both', async () => {
    const key = newKey();
    const asked = [cluster.baseUrl, other, cluster.baseUrl, other].map((url) => EventReader.chat(url, COUNT, {}, key));
    const readers = await Promise.all(asked);
    const [id] = readers.map(({ generationId }) => generationId);
    const found = readers.map(({ response, generationId }) => ({ status: response.status, generationId }));
    expect(found).toEqual(Array.from(found, () => ({ status: 200, generationId: id })));
    expect(readers.filter(({ response }) => isReplayed(response) === null)).toHaveLength(1);
    for (const { ended } of readers) expect(await ended).toBe('whole');
    for (const { events } of readers) expect(events).toEqual(readers[0]?.events);
  });

  it('because its gateway was killed has the same tokens at another, from the first on', async () => {
    const undisturbed = await EventReader.chat(cluster.baseUrl, COUNT);
    await undisturbed.ended;
    const key = newKey();
    const goes = await cluster.cluster.startGateway();
    const first = await EventReader.chat(goes.baseUrl, COUNT, {}, key);
    await first.until(({ content }) => content.includes('5'));
    await goes.process.kill();
    expect(await first.ended).toBe('cut');
    const again = await EventReader.chat(other, COUNT, {}, key);
    await again.ended;
    expect([again.generationId, isReplayed(again.response)]).toEqual([first.generationId, 'true']);
    expect(again.isDone).toBe(true);
    expect(again.content).toBe(undisturbed.content);
    expect(again.events.slice(0, first.events.length)).toEqual(first.events);
  });

  it('because its connection was lost finds what went on without it', async () => {
    const key = newKey();
    const first = await EventReader.chat(cluster.baseUrl, COUNT, {}, key);
    await first.until(({ content }) => content.includes('3'));
    first.leave();
    await first.ended;
    const again = await EventReader.chat(cluster.baseUrl, COUNT, {}, key);
    await again.ended;
    expect([again.generationId, again.isDone]).toEqual([first.generationId, true]);
    expect(again.events.slice(0, first.events.length)).toEqual(first.events);
  });

  it.each<[string, object]>([
    ['/v1/chat/completions', { ...CHAT, n: 3 }],
    ['/v1/chat/completions', { ...CHAT, stream: true }],
    ['/v1/completions', { model: TINY, prompt: ['One', 'Two'], n: 2, max_tokens: 8 }],
    ['/v1/responses', { model: TINY, input: 'Hello', max_output_tokens: 20 }],
    ['/v1/responses', { model: TINY, input: 'Hello', max_output_tokens: 20, stream: true }],
    ['/v1/messages', { model: TINY, messages: CHAT.messages, max_tokens: 20 }],
    ['/v1/messages', { model: TINY, messages: CHAT.messages, max_tokens: 20, stream: true }],
  ])('to %s as %j is answered in the same words', async (path, body) => {
    const key = newKey();
    const answers = [await post(cluster.baseUrl, path, body, key)];
    const texts = [await answers[0]?.text()];
    answers.push(await post(other, path, body, key));
    texts.push(await answers[1]?.text());
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(isReplayed)).toEqual([null, 'true']);
    expect(answers.map(generationOf)[1]).toBe(answers.map(generationOf)[0]);
    expect(texts[1]).toBe(texts[0]);
  });

  it('but with another body is refused in its dialect', async () => {
    const key = newKey();
    await (await post(cluster.baseUrl, '/v1/chat/completions', CHAT, key)).text();
    const refused = await post(other, '/v1/chat/completions', { ...CHAT, max_tokens: 21 }, key);
    expect(await readRefusal(refused)).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
      param: 'Idempotency-Key',
    });
    const elsewhere = await post(other, '/v1/messages', { ...CHAT, max_tokens: 21 }, key);
    expect(elsewhere.status).toBe(200);
    await elsewhere.text();
    const message = await post(other, '/v1/messages', { ...CHAT, max_tokens: 22 }, key);
    expect(message.status).toBe(422);
    expect(await message.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });

  it('that was refused may be put right under the same key', async () => {
    const key = newKey();
    const unknown = await post(cluster.baseUrl, '/v1/chat/completions', { ...CHAT, model: 'unknown' }, key);
    expect(unknown.status).toBe(404);
    const right = await post(cluster.baseUrl, '/v1/chat/completions', CHAT, key);
    expect([right.status, isReplayed(right)]).toEqual([200, null]);
    await right.text();
  });

  it('that somebody cancelled is generated again', async () => {
    const key = newKey();
    const first = await EventReader.chat(cluster.baseUrl, COUNT, {}, key);
    const control = `/v1/generations/${first.generationId}/control`;
    expect((await post(other, control, { action: 'cancel' }, {})).status).toBe(200);
    await first.ended;
    const again = await EventReader.chat(other, COUNT, {}, key);
    await again.ended;
    expect(again.generationId).not.toBe(first.generationId);
    expect([again.isDone, isReplayed(again.response)]).toEqual([true, null]);
  });

  it('that a gateway was about to accept when it died is accepted by another within seconds', async () => {
    const key = newKey();
    await (await post(cluster.baseUrl, '/v1/chat/completions', CHAT, key)).text();
    // What such a gateway leaves: a claim for generations that never came to be.
    await withRedis(cluster.redis.port, async (redis) => {
      const names = await redis.keys('harmonium:idempotency:*');
      for (const name of names)
        await redis.hset(name, { ids: 'gen_lost', claimedUntilMs: String(Date.now() + CLAIM_MS) });
    });
    const again = await post(other, '/v1/chat/completions', CHAT, key);
    expect([again.status, isReplayed(again)]).toEqual([200, null]);
    await again.text();
  });

  it.each(['', 'a'.repeat(256), 'a\tb'])('that is no key, %j, is refused', async (key) => {
    const refused = await post(cluster.baseUrl, '/v1/chat/completions', CHAT, { 'idempotency-key': key });
    expect(await readRefusal(refused)).toMatchObject({ status: 400, code: 'invalid_value', param: 'Idempotency-Key' });
  });
});
