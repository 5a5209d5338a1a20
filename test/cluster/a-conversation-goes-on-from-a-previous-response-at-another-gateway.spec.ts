import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ShownItem,
  type ShownResponse,
  askResponses,
  createResponse,
  responseIdOf,
  retrieveResponse,
  streamResponse,
  textOf,
} from '../support/responses.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';

const WEATHER = 'What is the weather in Lyon?';
const CAPITAL = 'What is the capital of France?';
const PARIS = 'The capital of France is Paris.';
const NEXT = 'What is the capital of Italy?';
const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [
  {
    type: 'function',
    name: 'get_weather',
    description: 'Get the weather for a city.',
    parameters: city,
    strict: false,
  },
];

const user = (text: string) => ({ role: 'user', content: text });
const typesOf = (items: readonly ShownItem[]): string[] => items.map(({ type }) => type);

describe('a conversation', () => {
  let cluster: TestCluster;
  let here: string;
  let there: string;

  beforeAll(async () => {
    cluster = await startTestCluster(1, { workerEnvironment: { WORKER_PACE_TOKENS_PER_SECOND: '200' } });
    here = cluster.baseUrl;
    there = (await cluster.cluster.startGateway()).baseUrl;
  });

  afterAll(() => cluster.stop());

  async function tokensOf(input: unknown, fields: Record<string, unknown> = {}): Promise<number> {
    const body = JSON.stringify({ model: TINY, input, ...fields });
    const counted = await askResponses(there, '/input_tokens', { method: 'POST', body });
    expect(counted).toMatchObject({ status: 200, body: { object: 'response.input_tokens' } });
    return (counted.body as { input_tokens: number }).input_tokens;
  }

  const inputItemsOf = async (id: string, query = ''): Promise<{ data: ShownItem[]; has_more: boolean }> =>
    (await askResponses(there, `/${id}/input_items${query}`)).body as { data: ShownItem[]; has_more: boolean };

  it('goes on elsewhere the moment its answer is complete, with all that was said and without the instructions', async () => {
    const first = await streamResponse(here, CAPITAL, { instructions: 'Answer in one short sentence.' });
    await first.until(({ events }) => events.some(({ name }) => name === 'response.completed'));
    const previous = responseIdOf(first);
    const second = await createResponse(there, NEXT, { previous_response_id: previous });
    expect(textOf(second)).toBe('The capital of Italy is Rome.');
    expect(second).toMatchObject({ previous_response_id: previous, instructions: null });
    const told = [user(CAPITAL), { role: 'assistant', content: PARIS }, user(NEXT)];
    expect(second.usage?.input_tokens).toBe(await tokensOf(told));
    expect(second.usage?.input_tokens).toBe(await tokensOf(NEXT, { previous_response_id: previous }));

    const third = await createResponse(here, CAPITAL, { previous_response_id: second.id });
    const { data } = await inputItemsOf(third.id, '?order=asc');
    expect(typesOf(data)).toEqual(['message', 'reasoning', 'message', 'message', 'reasoning', 'message', 'message']);
    const page = await inputItemsOf(third.id, `?limit=2&after=${data.at(-1)?.id}`);
    expect(page).toMatchObject({ object: 'list', data: [data.at(-2), data.at(-3)], has_more: true });
  });

  it('goes on from the result of a tool with the thoughts and the call as the model wrote them', async () => {
    const first = await createResponse(here, WEATHER, { tools });
    const call = first.output.find(({ type }) => type === 'function_call');
    const output = {
      type: 'function_call_output',
      call_id: call?.call_id,
      output: '{"condition":"sunny","temperature":21}',
    };
    const second = await createResponse(there, [output], { tools, previous_response_id: first.id });
    expect(textOf(second)).toBe('The weather in Lyon is sunny, 21 degrees.');
    expectReadOn(first, second);
  });

  it('goes on from items that are only referred to, as the AI SDK does', async () => {
    const first = await createResponse(here, WEATHER, { tools });
    const [thought, call] = first.output;
    const input = [
      user(WEATHER),
      { type: 'item_reference', id: thought?.id },
      { id: call?.id },
      { type: 'function_call_output', call_id: call?.call_id, output: '{"condition":"sunny","temperature":21}' },
    ];
    const second = await createResponse(there, input, { tools });
    expectReadOn(first, second);
    const { data } = await inputItemsOf(second.id, '?order=asc');
    expect(data.slice(1, 3)).toEqual([thought, call]);

    const unknown = { type: 'item_reference', id: `rs_${first.id.slice('resp_'.length)}0009` };
    const refused = await askResponses(there, '', {
      method: 'POST',
      body: JSON.stringify({ model: TINY, input: [user('Hi'), unknown] }),
    });
    const message = `Item with id '${unknown.id}' not found.`;
    const error = { code: 'item_not_found', param: 'input[1].id', message };
    expect(refused).toMatchObject({ status: 404, body: { error } });
  });

  it('goes on without being stored, when its client brings the sealed thoughts back', async () => {
    const include = ['reasoning.encrypted_content'];
    const first = await createResponse(here, WEATHER, { tools, store: false, include });
    expect((await askResponses(here, `/${first.id}`)).status).toBe(404);
    const [thought, call] = first.output;
    const { encrypted_content: sealedText, ...opened } = thought ?? {};
    expect(sealedText).toMatch(/^hs1\./);
    const loop = (reasoning: object): Promise<ShownResponse> => {
      // Under another id the call says nothing of where it comes from.
      const named = { ...call, call_id: 'mine' };
      const output = {
        type: 'function_call_output',
        call_id: 'mine',
        output: '{"condition":"sunny","temperature":21}',
      };
      return createResponse(there, [user(WEATHER), reasoning, named, output], { tools, store: false, include });
    };
    const sealed = await loop({ ...thought, content: [] });
    const empty = await loop({ ...opened, content: [] });
    const read = (response: ShownResponse): number => response.usage?.input_tokens_details.cached_tokens ?? 0;
    const thinking = first.usage?.output_tokens_details.reasoning_tokens ?? 0;
    const asked = first.usage?.input_tokens ?? 0;
    expect(read(sealed)).toBeGreaterThanOrEqual(asked + thinking);
    expect(read(empty)).toBeLessThan(asked + thinking);
  });

  it('is not kept waiting by what has not ended, and remembers what was cut off', async () => {
    const running = await createResponse(here, 'Tell me a story.', { background: true });
    const asked = JSON.stringify({ model: TINY, input: NEXT, previous_response_id: running.id });
    const refused = await askResponses(there, '', { method: 'POST', body: asked });
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'response_in_progress', param: 'previous_response_id' } },
    });
    expect(await askResponses(there, `/${running.id}/cancel`, { method: 'POST' })).toMatchObject({
      status: 200,
    });
    const cut = await createResponse(here, CAPITAL, { max_output_tokens: 30 });
    expect(await createResponse(there, NEXT, { previous_response_id: cut.id })).toMatchObject({ status: 'completed' });
    expect(await retrieveResponse(there, cut.id)).toEqual(cut);
  });

  it('can be compacted, and goes on from its summary', async () => {
    const first = await createResponse(here, CAPITAL);
    const body = JSON.stringify({ model: TINY, input: NEXT, previous_response_id: first.id });
    const compacted = await askResponses(there, '/compact', { method: 'POST', body });
    expect(compacted).toMatchObject({ status: 200, body: { object: 'response.compaction' } });
    const { output, id } = compacted.body as { output: ShownItem[]; id: string };
    expect(typesOf(output)).toEqual(['message', 'message', 'compaction']);
    expect((await askResponses(there, `/${id}`)).status).toBe(404);
    const next = await createResponse(here, [...output, user(CAPITAL)]);
    expect(next.status).toBe('completed');
  });

  /** All that was read and written for the first answer did not have to be read again for the second: it is the same to the token. */
  function expectReadOn(first: ShownResponse, second: ShownResponse): void {
    expect(second.usage?.input_tokens_details.cached_tokens).toBeGreaterThanOrEqual(
      (first.usage?.total_tokens ?? Infinity) - 1,
    );
  }
});
