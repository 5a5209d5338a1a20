import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { metricOf } from '../support/busy-worker.js';
import { postChat } from '../support/chat-client.js';
import { readRefusal } from '../support/refusal.js';
import { TEST_KEY, TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { wholeAnswer } from '../support/whole-answer.js';

const WRONG_KEY = 'sk-nobody-has-this-key';
const BODY_LIMIT_BYTES = 200_000;
const CHAT = '/v1/chat/completions';
const KEY = { authorization: `Bearer ${TEST_KEY}` };
const QUESTION = { role: 'user', content: 'Hello' };
const GOOD = JSON.stringify({ model: TINY, messages: [QUESTION] });

type Sent = Pick<RequestInit, 'method' | 'headers' | 'body'>;

describe('a bad request is refused before it is queued', () => {
  let cluster: TestCluster;
  let redis: Redis;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      gatewayEnvironment: { GATEWAY_BODY_LIMIT_BYTES: String(BODY_LIMIT_BYTES) },
    });
    redis = new Redis(cluster.redis.url);
  });

  afterAll(async () => {
    redis.disconnect();
    await cluster.stop();
  });

  it.each<[why: string, headers: Record<string, string>]>([
    ['no key', {}],
    ['a wrong key', { authorization: `Bearer ${WRONG_KEY}` }],
    ['a wrong key that begins like a right one', { authorization: `Bearer ${TEST_KEY}0` }],
    ['another scheme', { authorization: `Basic ${TEST_KEY}` }],
    ['a key without a scheme', { authorization: TEST_KEY }],
  ])('for %s, whatever its body', async (_why, headers) => {
    for (const body of [GOOD, '{"model":']) {
      const response = await fetch(`${cluster.baseUrl}${CHAT}`, post(body, headers));
      const refusal = await readRefusal(response);
      expect(refusal).toMatchObject({ status: 401, code: 'invalid_api_key', param: null });
      expect(refusal.message).not.toContain(WRONG_KEY);
    }
  });

  it.each<[body: string, sent: Sent, status: number, code: string]>([
    ['half a JSON', post('{"model":'), 400, 'invalid_json'],
    ['nothing', post(''), 400, 'invalid_json'],
    ['an array', post(`[${GOOD}]`), 400, 'invalid_type'],
    ['a string', post('"Hello"'), 400, 'invalid_type'],
    ['plain text', post(GOOD, { ...KEY, 'content-type': 'text/plain' }), 415, 'unsupported_media_type'],
    [
      'a form',
      post('model=x', { ...KEY, 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported_media_type',
    ],
    ['something without a type', post(GOOD, { ...KEY, 'content-type': '' }), 415, 'unsupported_media_type'],
  ])('for a body that is %s', async (_body, sent, status, code) => {
    const response = await fetch(`${cluster.baseUrl}${CHAT}`, sent);
    expect(await readRefusal(response)).toMatchObject({ status, code, param: null });
  });

  it('for a body over the limit, which is said even while the rest of it arrives', async () => {
    for (const times of [1, 20, 20, 20, 20, 20, 20, 20, 20]) {
      const body = JSON.stringify({ ...QUESTION, content: 'a'.repeat(times * BODY_LIMIT_BYTES) });
      const response = await fetch(`${cluster.baseUrl}${CHAT}`, post(body));
      expect(await readRefusal(response)).toMatchObject({ status: 413, code: 'request_too_large', param: null });
    }
  });

  it.each<[fields: Record<string, unknown>, code: string, param: string]>([
    [{ messages: undefined }, 'missing_required_parameter', 'messages'],
    [{ messages: 'Hello' }, 'invalid_type', 'messages'],
    [{ messages: [] }, 'invalid_value', 'messages'],
    [{ messages: [{ ...QUESTION, role: 'robot' }] }, 'invalid_value', 'messages[0].role'],
    [{ messages: [{ ...QUESTION, content: '' }] }, 'invalid_value', 'messages[0].content'],
    [
      { messages: [{ ...QUESTION, content: [{ type: 'image_url', image_url: { url: 'data:' } }] }] },
      'unsupported_content',
      'messages[0].content[0]',
    ],
    [
      { messages: [QUESTION, { role: 'tool', tool_call_id: 'nobody', content: '5' }] },
      'invalid_value',
      'messages[1].tool_call_id',
    ],
    [{ model: undefined }, 'missing_required_parameter', 'model'],
    [{ temperature: 5 }, 'invalid_value', 'temperature'],
    [{ n: 0 }, 'invalid_value', 'n'],
    [{ max_tokens: -1 }, 'invalid_value', 'max_tokens'],
    [{ stream: 'yes' }, 'invalid_type', 'stream'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'invalid_value', 'stop'],
    [{ reasoning_effort: 'extreme' }, 'invalid_value', 'reasoning_effort'],
    [{ tools: [{ type: 'function', function: { name: 'rm -rf /' } }] }, 'invalid_value', 'tools[0].function.name'],
    [{ tools: [{ type: 'robot' }] }, 'invalid_value', 'tools[0].type'],
    [{ tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [
      { tools: [{ type: 'function', function: { name: 'f' } }], tool_choice: { type: 'function', name: 'g' } },
      'invalid_value',
      'tool_choice.function.name',
    ],
    [{ response_format: { type: 'yaml' } }, 'invalid_value', 'response_format.type'],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 'f' } } },
      'missing_required_parameter',
      'response_format.json_schema.schema',
    ],
    [{ top_logprobs: 5 }, 'invalid_value', 'top_logprobs'],
    [{ logit_bias: { hello: 1 } }, 'invalid_value', 'logit_bias'],
    [{ repeat_penalty: 0 }, 'invalid_value', 'repeat_penalty'],
    [{ n: 129 }, 'invalid_value', 'n'],
  ])('for the settings %j, as %s at %s', async (fields, code, param) => {
    for (const stream of [false, true]) {
      const response = await postChat(cluster.baseUrl, { model: TINY, messages: [QUESTION], stream, ...fields });
      expect(await readRefusal(response)).toMatchObject({ status: 400, code, param });
    }
  });

  it('for a model that is not served', async () => {
    const response = await postChat(cluster.baseUrl, { model: 'gpt-5', messages: [QUESTION] });
    const refusal = await readRefusal(response);
    expect(refusal).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect(refusal.message).toContain("'gpt-5'");
  });

  it('for a prompt that does not fit the context, saying how long both are', async () => {
    const model = await fetch(`${cluster.baseUrl}/v1/models/${TINY}`, { headers: KEY });
    const { context_length: contextTokens } = (await model.json()) as { context_length: number };
    const messages = [{ role: 'user', content: 'hello '.repeat(contextTokens) }];
    const refusal = await readRefusal(await postChat(cluster.baseUrl, { model: TINY, messages }));
    expect(refusal).toMatchObject({ status: 400, code: 'context_length_exceeded', param: 'messages' });
    const [atMost, sent] = [...refusal.message.matchAll(/(\d+) tokens/g)].map(([, tokens]) => Number(tokens));
    expect(atMost).toBe(contextTokens);
    expect(sent).toBeGreaterThan(contextTokens);
  });

  it.each<[address: string, sent: Sent, code: string]>([
    ['/v1/nothing', { headers: KEY }, 'not_found'],
    ['/v1/models/nope', { headers: KEY }, 'model_not_found'],
    ['/v1/models/openai/gpt-oss-20b', { headers: KEY }, 'model_not_found'],
    ['/v1/%zz', { headers: KEY }, 'not_found'],
    ['/v1/models/%ff', { headers: KEY }, 'not_found'],
    [CHAT, { headers: KEY }, 'not_found'],
    [CHAT, { method: 'DELETE', headers: KEY }, 'not_found'],
    ['/v1/models', post(GOOD), 'not_found'],
  ])('for the address %s', async (address, sent, code) => {
    const response = await fetch(`${cluster.baseUrl}${address}`, sent);
    expect(await readRefusal(response)).toMatchObject({ status: 404, code });
  });

  it('so that nothing of all this was accepted, while one good request is', async () => {
    const accepted = (): Promise<number> => metricOf(cluster.baseUrl, 'harmonium_gateway_accepted_total');
    const records = (): Promise<string[]> => redis.keys('harmonium:*generation*');
    expect([await accepted(), await records()]).toEqual([0, []]);
    await wholeAnswer(cluster.baseUrl, QUESTION.content);
    expect([await accepted(), (await records()).length]).toEqual([1, 1]);
  });
});

function post(body: string, headers: Record<string, string> = KEY): Sent {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
}
