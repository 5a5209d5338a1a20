import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { toResponseInputItems } from 'openai/lib/responses/ResponseInputItems';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { z } from 'zod';
import {
  ADA,
  CAPITAL,
  COUNT,
  NOTE,
  NOTE_ANSWER,
  NOTE_INPUT,
  NOTE_RESULT,
  PARIS,
  PERSON,
  SCRIPTED,
  WEATHER,
  WEATHER_ANSWER,
  WEATHER_CALL,
  WEATHER_RESULT,
  allAreFreeAfter,
  cancelledBy,
  startClientCluster,
} from '../support/client-cluster.js';
import { control, show } from '../support/live-control.js';
import { TEST_KEY, TINY, type TestCluster } from '../support/test-cluster.js';

const FRANCE = { model: TINY, input: CAPITAL, temperature: 0 } as const;

const getWeather: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'Get the weather for a city.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

describe('the official openai package on the Responses API', () => {
  let started: TestCluster;
  let client: OpenAI;

  beforeAll(async () => {
    started = await startClientCluster();
    client = clientWith(TEST_KEY);
  });

  afterAll(() => started.stop());

  const clientWith = (apiKey: string): OpenAI =>
    new OpenAI({ baseURL: `${started.baseUrl}/v1`, apiKey, maxRetries: 0 });

  it('gets a response, and the id of its request', async () => {
    const response = await client.responses.create(FRANCE);
    expect(response).toMatchObject({ status: 'completed', output_text: PARIS, error: null, incomplete_details: null });
    expect(response.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    const {
      input_tokens: input,
      output_tokens: output,
      total_tokens: total,
      output_tokens_details,
    } = usageOf(response);
    expect(total).toBe(input + output);
    expect(output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    expect(response._request_id).toMatch(/^req_/);
  });

  it('says why a response was cut', async () => {
    const response = await client.responses.create({ ...FRANCE, model: SCRIPTED, input: COUNT, max_output_tokens: 16 });
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    expect(usageOf(response).output_tokens).toBe(16);
  });

  it('iterates over the events of a stream, whose numbers have no gaps', async () => {
    const events: OpenAI.Responses.ResponseStreamEvent[] = [];
    for await (const event of await client.responses.create({ ...FRANCE, stream: true })) events.push(event);
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    expect(events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('')).toBe(
      PARIS,
    );
    expect(events[0]?.type).toBe('response.created');
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
  });

  it('puts a streamed response together itself', async () => {
    const deltas: string[] = [];
    const stream = client.responses.stream(FRANCE).on('response.output_text.delta', ({ delta }) => deltas.push(delta));
    const response = await stream.finalResponse();
    expect([response.output_text, deltas.join('')]).toEqual([PARIS, PARIS]);
    expect(response.output[0]).toMatchObject({ type: 'reasoning', content: [{ type: 'reasoning_text' }] });
  });

  it('puts a response together that somebody paused and edited, and knows what stands', async () => {
    const stream = client.responses.stream({ model: SCRIPTED, input: COUNT, max_output_tokens: 400 });
    const edited = new Promise<void>((resolve, reject) => {
      stream.once('response.output_text.delta', ({ item_id: item }) => void edit(item).then(resolve, reject));
    });
    const response = await stream.finalResponse();
    await edited;
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    const messages = response.output.filter(({ type }) => type === 'message');
    expect(messages).toHaveLength(1);
    expect(response.output_text).toMatch(/^0 eleven/);
    expect((await client.responses.retrieve(response.id)).output_text).toBe(response.output_text);
  });

  /** Pauses the generation that wrote an item, and has it go on from another second word. */
  async function edit(itemId: string): Promise<void> {
    const id = itemId.replace(/^msg_(.{26}).*$/, 'gen_$1');
    expect((await control(started.baseUrl, id, 'pause')).status).toBe(200);
    const { tokens = [] } = await show(started.baseUrl, id, '?include=tokens');
    const second = tokens.filter(({ channel }) => channel === 'answer')[1];
    expect((await control(started.baseUrl, id, 'edit', { token: second?.index, text: ' eleven' })).status).toBe(200);
  }

  it.each(['with its items', 'by the id of the response before'])('makes a tool round trip, %s', async (how) => {
    const asked = { model: SCRIPTED, tools: [getWeather] };
    const first = await client.responses.create({ ...asked, input: WEATHER });
    const call = first.output.find((item) => item.type === 'function_call');
    if (!call) throw new Error('No function was called');
    expect(JSON.parse(call.arguments)).toEqual(WEATHER_CALL);
    const result = { type: 'function_call_output', call_id: call.call_id, output: WEATHER_RESULT } as const;
    const second =
      how === 'with its items'
        ? { input: [{ role: 'user' as const, content: WEATHER }, ...toResponseInputItems(first.output), result] }
        : { input: [result], previous_response_id: first.id };
    expect(await client.responses.create({ ...asked, ...second })).toMatchObject({
      status: 'completed',
      output_text: WEATHER_ANSWER,
    });
  });

  it('makes one without storing anything, by sealed reasoning', async () => {
    const asked = {
      model: SCRIPTED,
      tools: [getWeather],
      store: false,
      include: ['reasoning.encrypted_content' as const],
    };
    const first = await client.responses.create({ ...asked, input: WEATHER });
    const [reasoning, call] = first.output;
    if (reasoning?.type !== 'reasoning' || call?.type !== 'function_call') throw new Error('No function was called');
    expect(reasoning.encrypted_content).toEqual(expect.any(String));
    const sealed = { ...reasoning, content: [] };
    const result = { type: 'function_call_output', call_id: call.call_id, output: WEATHER_RESULT } as const;
    const input = [{ role: 'user' as const, content: WEATHER }, sealed, call, result];
    expect((await client.responses.create({ ...asked, input })).output_text).toBe(WEATHER_ANSWER);
    await expect(client.responses.retrieve(first.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('makes a round trip of a custom tool, streamed', async () => {
    const tools = [{ type: 'custom' as const, name: 'write_down', description: 'Write something down.' }];
    const asked = { model: SCRIPTED, tools };
    const inputs: string[] = [];
    const stream = client.responses
      .stream({ ...asked, input: NOTE })
      .on('response.custom_tool_call_input.delta', ({ delta }) => inputs.push(delta));
    const first = await stream.finalResponse();
    const call = first.output.find((item) => item.type === 'custom_tool_call');
    if (!call) throw new Error('No custom tool was called');
    expect([call.input, inputs.join('')]).toEqual([NOTE_INPUT, NOTE_INPUT]);
    const result = { type: 'custom_tool_call_output', call_id: call.call_id, output: NOTE_RESULT } as const;
    const second = await client.responses.create({ ...asked, input: [result], previous_response_id: first.id });
    expect(second.output_text).toBe(NOTE_ANSWER);
  });

  it('parses an output of the shape that was asked for, and the arguments of a call', async () => {
    const format = zodTextFormat(z.object({ name: z.string(), age: z.number() }), 'person');
    const { output_parsed: parsed } = await client.responses.parse({
      model: SCRIPTED,
      input: PERSON,
      text: { format },
    });
    expect(parsed).toEqual(ADA);
    const tool = zodResponsesFunction({ name: 'get_weather', parameters: z.object({ city: z.string() }) });
    const { output } = await client.responses.parse({ model: SCRIPTED, input: WEATHER, tools: [tool] });
    expect(output.at(-1)).toMatchObject({ type: 'function_call', parsed_arguments: WEATHER_CALL });
  });

  it('retrieves a response, lists its input, and deletes it', async () => {
    const response = await client.responses.create(FRANCE);
    expect(await client.responses.retrieve(response.id)).toMatchObject({ id: response.id, output_text: PARIS });
    const items = [];
    for await (const item of client.responses.inputItems.list(response.id)) items.push(item);
    expect(items).toMatchObject([{ type: 'message', role: 'user', content: [{ type: 'input_text', text: CAPITAL }] }]);
    await client.responses.delete(response.id);
    await expect(client.responses.retrieve(response.id)).rejects.toMatchObject({ status: 404 });
  });

  it('counts the tokens of an input without answering it', async () => {
    const { input_tokens: counted } = await client.responses.inputTokens.count({ model: TINY, input: CAPITAL });
    expect(counted).toBe(usageOf(await client.responses.create(FRANCE)).input_tokens);
  });

  it('keeps a conversation', async () => {
    const conversation = await client.conversations.create({ metadata: { topic: 'places' } });
    const asked = { ...FRANCE, conversation: conversation.id };
    expect((await client.responses.create(asked)).output_text).toBe(PARIS);
    const items = [];
    for await (const item of client.conversations.items.list(conversation.id, { order: 'asc' })) items.push(item);
    expect(items.map(({ type }) => type)).toEqual(['message', 'reasoning', 'message']);
    await client.conversations.delete(conversation.id);
    await expect(client.conversations.retrieve(conversation.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('asks over a WebSocket, one after the other, without storing anything', async () => {
    const socket = new ResponsesWS(client);
    const ask = async (
      input: OpenAI.Responses.ResponseInput,
      before: string | null,
    ): Promise<OpenAI.Responses.Response> => {
      const ended = new Promise<OpenAI.Responses.Response>((resolve, reject) => {
        socket.once('response.completed', ({ response }) => resolve(response));
        socket.once('error', reject);
      });
      const tools = [getWeather];
      socket.send({
        type: 'response.create',
        model: SCRIPTED,
        store: false,
        tools,
        input,
        previous_response_id: before,
      });
      return ended;
    };
    const first = await ask([{ role: 'user', content: WEATHER }], null);
    const call = first.output.find((item) => item.type === 'function_call');
    if (!call) throw new Error('No function was called');
    const result = { type: 'function_call_output', call_id: call.call_id, output: WEATHER_RESULT } as const;
    const second = await ask([result], first.id);
    socket.close();
    expect(second.output.at(-1)).toMatchObject({ content: [{ text: WEATHER_ANSWER }] });
  });

  it.each([
    ['an unknown model', { model: 'gpt-5' }, { status: 404, code: 'model_not_found', param: 'model' }],
    ['a bad setting', { temperature: 5 }, { status: 400, code: 'invalid_value', param: 'temperature' }],
    ['an unknown response', { previous_response_id: 'resp_none' }, { code: 'previous_response_not_found' }],
  ])('throws an error for %s, streaming or not', async (_, change, details) => {
    for (const stream of [false, true]) {
      const error: unknown = await client.responses
        .create({ ...FRANCE, ...change, stream })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ ...details, requestID: expect.stringMatching(/^req_/) });
    }
  });

  it('stops in the middle of a stream, and the slot is free again', async () => {
    const cancelled = await cancelledBy(started);
    const stream = await client.responses.create({ model: SCRIPTED, input: COUNT, stream: true });
    const types: string[] = [];
    for await (const { type } of stream) {
      types.push(type);
      if (type === 'response.output_text.delta') stream.controller.abort();
    }
    expect(types).not.toContain('response.completed');
    await allAreFreeAfter(started, cancelled + 1);
  });
});

function usageOf({ usage }: OpenAI.Responses.Response): OpenAI.Responses.ResponseUsage {
  if (!usage) throw new Error('The response tells no usage');
  return usage;
}
