import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { WebSocket } from 'ws';
import { askResponses, createResponse, retrieveResponse, streamResponse } from '../support/responses.js';
import { SocketClient, type SocketEvent } from '../support/socket-client.js';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const CAPITAL = 'What is the capital of France?';
const NEXT = 'What is the capital of Italy?';
const COUNT = 'Count from 1 to 20.';
const BODY_LIMIT_BYTES = 20_000;

const textOf = (events: readonly SocketEvent[]): string =>
  events.flatMap(({ type, delta }) => (type === 'response.output_text.delta' ? [delta] : [])).join('');
const inputTokensOf = ({ response }: SocketEvent): number =>
  (response?.usage as { input_tokens: number } | undefined)?.input_tokens ?? 0;

describe('a WebSocket', () => {
  let cluster: TestCluster;
  const open: SocketClient[] = [];

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '200' },
      gatewayEnvironment: {
        GATEWAY_BODY_LIMIT_BYTES: String(BODY_LIMIT_BYTES),
        HARMONIUM_API_KEYS: `${TEST_KEY},sk-blind;scopes=reasoning:see`,
      },
    });
  });

  afterEach(() => {
    for (const client of open.splice(0)) client.socket.terminate();
  });

  afterAll(() => cluster.stop());

  async function connect(path?: string, headers?: Record<string, string>): Promise<SocketClient> {
    const client = await SocketClient.open(cluster.baseUrl, path, headers);
    open.push(client);
    return client;
  }

  const running = async (): Promise<number> => {
    const listed = await fetch(`${cluster.baseUrl}/v1/generations`, {
      headers: { authorization: `Bearer ${TEST_KEY}` },
    });
    const { data } = (await listed.json()) as { data: { status: string }[] };
    return data.filter(({ status }) => status === 'in_progress' || status === 'queued').length;
  };

  it('carries the very events that a stream does, one message each, for one response after the other', async () => {
    const client = await connect();
    const streamed = await streamResponse(cluster.baseUrl, CAPITAL);
    await streamed.ended;
    const expected = streamed.events.slice(0, -1).map(({ name }) => name);
    const first = await client.answerTo(CAPITAL);
    expect(client.events.map(({ type }) => type).filter(isNoDelta)).toEqual(expected.filter(isNoDelta));
    expect(client.events.map((event) => event.sequence_number)).toEqual(client.events.map((_, index) => index));
    expect(textOf(client.events)).toBe('The capital of France is Paris.');
    const second = await client.answerTo(NEXT, { previous_response_id: first.response?.id });
    expect(second).toMatchObject({
      type: 'response.completed',
      response: { previous_response_id: first.response?.id },
    });
    expect(inputTokensOf(second)).toBeGreaterThan(inputTokensOf(first));
    expect(await retrieveResponse(cluster.baseUrl, second.response?.id ?? '')).toEqual(second.response);
  });

  it('takes the body beside the type or under it, and speaks as Open Responses do where they are', async () => {
    const client = await connect('/openresponses/v1/responses');
    client.send({ type: 'response.create', response: { model: TINY, input: CAPITAL, temperature: 0 } });
    await client.until(({ type }) => type === 'response.completed');
    expect(client.events.map(({ type }) => type)).toContain('response.reasoning.delta');
  });

  it('refuses a second response while one is under way, which goes on undisturbed', async () => {
    const client = await connect();
    client.ask(COUNT);
    await client.until(({ type }) => type === 'response.output_text.delta');
    client.ask(CAPITAL);
    const refused = await client.until(({ type }) => type === 'error');
    expect(refused).toMatchObject({ status: 409, error: { code: 'response_in_progress', param: null } });
    await client.until(({ type }) => type === 'response.completed');
    const own = client.events.filter(({ type }) => type !== 'error');
    expect(own.map((event) => event.sequence_number)).toEqual(own.map((_, index) => index));
    expect(textOf(own)).toContain('20');
    expect(await client.answerTo(CAPITAL)).toMatchObject({ type: 'response.completed' });
  });

  it('remembers what is stored nowhere, and for nobody else', async () => {
    const client = await connect();
    const stateless = { store: false };
    const first = await client.answerTo(CAPITAL, stateless);
    const id = first.response?.id ?? '';
    expect((await askResponses(cluster.baseUrl, `/${id}`)).status).toBe(404);
    const second = await client.answerTo(NEXT, { ...stateless, previous_response_id: id });
    const whole = await createResponse(cluster.baseUrl, CAPITAL);
    const stored = await createResponse(cluster.baseUrl, NEXT, { previous_response_id: whole.id });
    expect(inputTokensOf(second)).toBe(stored.usage?.input_tokens);
    expect(second.response?.output).toHaveLength(stored.output.length);

    const another = await connect();
    expect(await another.answerTo(NEXT, { ...stateless, previous_response_id: id })).toMatchObject({
      type: 'error',
      status: 400,
      error: { code: 'previous_response_not_found', param: 'previous_response_id' },
    });
    // Whoever goes on from what is stored finds all of it, wherever it was said.
    const kept = await client.answerTo(NEXT, { previous_response_id: id });
    const next = await createResponse(cluster.baseUrl, CAPITAL, { previous_response_id: kept.response?.id });
    expect(next.usage?.input_tokens).toBeGreaterThan(inputTokensOf(kept));
  });

  it('says what is wrong with a message, and stays', async () => {
    const client = await connect();
    const refusalOf = async (message: string | Buffer): Promise<SocketEvent> => {
      const from = client.events.length;
      client.socket.send(message);
      return client.until(() => true, from);
    };
    const ask = (fields: object): string => JSON.stringify({ type: 'response.create', model: TINY, ...fields });
    const cases: [string | Buffer, number, string, string | null][] = [
      ['{"type":', 400, 'invalid_json', null],
      [Buffer.from('{}'), 400, 'invalid_json', null],
      ['[]', 400, 'invalid_type', null],
      ['{"type":"response.steer"}', 400, 'invalid_value', 'type'],
      [ask({}), 400, 'missing_required_parameter', 'input'],
      [ask({ input: 3 }), 400, 'invalid_type', 'input'],
      [ask({ input: CAPITAL, stream_id: 'a' }), 400, 'unsupported_parameter', 'stream_id'],
      [ask({ input: CAPITAL, generate: false }), 400, 'unsupported_parameter', 'generate'],
      [ask({ input: CAPITAL, model: 'unknown' }), 404, 'model_not_found', 'model'],
      [
        ask({ input: CAPITAL, previous_response_id: 'resp_1' }),
        400,
        'previous_response_not_found',
        'previous_response_id',
      ],
      [ask({ input: CAPITAL, conversation: 'conv_1' }), 404, 'conversation_not_found', 'conversation'],
    ];
    for (const [message, status, code, param] of cases) {
      const refusal = await refusalOf(message);
      expect([message, refusal]).toMatchObject([message, { type: 'error', status, error: { code, param } }]);
      expect(refusal.error?.message).not.toBe('');
    }
    expect(await client.answerTo(CAPITAL)).toMatchObject({ type: 'response.completed' });
  });

  it('is closed with 1009 by a message that is too long', async () => {
    const client = await connect();
    client.ask('x'.repeat(BODY_LIMIT_BYTES));
    expect((await client.closed).code).toBe(1009);
  });

  it('is not opened without a key that may, which is said as HTTP says it', async () => {
    const refusalFor = async (key: string): Promise<[number | undefined, unknown]> => {
      const url = `${cluster.baseUrl.replace('http', 'ws')}/v1/responses`;
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${key}` } });
      const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
      return [answer.statusCode, JSON.parse(await text(answer))];
    };
    expect(await refusalFor('sk-wrong')).toMatchObject([401, { error: { code: 'invalid_api_key' } }]);
    expect(await refusalFor('sk-blind')).toMatchObject([403, { error: { code: 'insufficient_permissions' } }]);
    const plain = await askResponses(cluster.baseUrl, '');
    expect(plain).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  it('takes what is generated in the foreground with it when it closes, and not what is in the background', async () => {
    const client = await connect();
    client.ask(COUNT);
    await client.until(({ type }) => type === 'response.output_text.delta');
    await client.close();
    await eventually(async () => (await running()) === 0);

    const other = await connect();
    other.ask(COUNT, { background: true });
    const { response } = await other.until(({ type }) => type === 'response.created');
    other.socket.terminate();
    const id = response?.id ?? '';
    await eventually(async () => (await retrieveResponse(cluster.baseUrl, id)).status === 'completed');
  });

  it("serves OpenAI's own client", async () => {
    const openai = new OpenAI({ baseURL: `${cluster.baseUrl}/v1`, apiKey: TEST_KEY });
    const socket = new ResponsesWS(openai);
    const types: string[] = [];
    socket.send({ type: 'response.create', model: TINY, input: CAPITAL, temperature: 0 });
    for await (const event of socket) {
      if (event.type !== 'message') continue;
      types.push(event.message.type);
      if (event.message.type === 'response.completed') break;
    }
    socket.close();
    expect(types[0]).toBe('response.created');
    expect(types.at(-1)).toBe('response.completed');
  });
});

/** How a text is divided into deltas is up to the moment. */
function isNoDelta(type: string | undefined): boolean {
  return type?.endsWith('.delta') === false;
}
