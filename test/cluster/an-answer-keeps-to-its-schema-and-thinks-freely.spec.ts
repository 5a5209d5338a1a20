import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { postChat, streamAnswer } from '../support/chat-client.js';
import { TINY, type TestCluster, startTestCluster } from '../support/test-cluster.js';
import { substanceOf, wholeAnswer } from '../support/whole-answer.js';

const QUESTION = 'What is the capital of France?';

const person = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 12 },
    age: { type: 'integer', minimum: 0, maximum: 150 },
    mood: { enum: ['good', 'bad'] },
    tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]{1,8}$' }, minItems: 1, maxItems: 3 },
  },
  required: ['name', 'age', 'mood', 'tags'],
  additionalProperties: false,
};

const tree = {
  type: 'object',
  properties: {
    word: { type: 'string', maxLength: 5 },
    child: { anyOf: [{ $ref: '#/$defs/leaf' }, { type: 'null' }] },
  },
  required: ['word', 'child'],
  additionalProperties: false,
  $defs: { leaf: { type: 'object', properties: { n: { const: 7 } }, required: ['n'], additionalProperties: false } },
};

const asFormat = (schema: object, strict = true) => ({
  type: 'json_schema',
  json_schema: { name: 'answer', strict, schema },
});

describe('an answer that is asked for by a schema', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster(1);
  });

  afterAll(() => cluster.stop());

  it.each([
    ['a person', person],
    ['a tree', tree],
  ])('is %s, at any temperature, and the model thinks as it likes', async (_, schema) => {
    const validate = new Ajv2020().compile(schema);
    for (const [temperature, seed] of [
      [0, 1],
      [1, 2],
      [1.5, 3],
    ]) {
      const { content, reasoning, finishReason } = substanceOf(
        await wholeAnswer(cluster.baseUrl, QUESTION, { response_format: asFormat(schema), temperature, seed }),
      );
      expect(finishReason).toBe('stop');
      expect(reasoning).not.toBe('');
      expect(validate(JSON.parse(content))).toBe(true);
    }
  });

  it('streams the same as it is told whole', async () => {
    const response_format = asFormat(person);
    const whole = await wholeAnswer(cluster.baseUrl, QUESTION, { response_format });
    const { content, finishReason } = await streamAnswer(cluster.baseUrl, QUESTION, { response_format });
    expect({ content, finishReason }).toEqual({ content: whole.choices[0]?.message.content, finishReason: 'stop' });
  });

  it('is any JSON object when that is all that is asked', async () => {
    const response = await postChat(cluster.baseUrl, {
      model: TINY,
      messages: [{ role: 'user', content: QUESTION }],
      response_format: { type: 'json_object' },
      max_completion_tokens: 200,
      temperature: 0,
    });
    const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
    expect(choices[0]?.message.content.trimStart().startsWith('{')).toBe(true);
  });

  it('may still be a tool call where tools are declared', async () => {
    const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tools = [
      {
        type: 'function',
        function: { name: 'get_weather', description: 'Get the weather for a city.', parameters: city },
      },
    ];
    const response_format = asFormat(person);
    const ask = (tool_choice: string) =>
      wholeAnswer(cluster.baseUrl, 'What is the weather in Lyon?', { tools, response_format, tool_choice });
    const called = await ask('required');
    expect(called.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    const validate = new Ajv2020().compile(person);
    expect(validate(JSON.parse(substanceOf(await ask('none')).content))).toBe(true);
    const { content, finishReason } = substanceOf(await ask('auto'));
    expect(finishReason === 'tool_calls' || validate(JSON.parse(content))).toBe(true);
  });

  it('is refused with the keyword named when the schema cannot be enforced, and is a hint when that is enough', async () => {
    const schema = { type: 'array', items: { type: 'string', maxLength: 3 }, maxItems: 2, uniqueItems: true };
    const body = { model: TINY, messages: [{ role: 'user', content: QUESTION }], max_completion_tokens: 30 };
    const strict = await postChat(cluster.baseUrl, { ...body, response_format: asFormat(schema) });
    const { error } = (await strict.json()) as { error: { code: string; param: string; message: string } };
    expect([strict.status, error.code, error.param]).toEqual([
      400,
      'invalid_json_schema',
      'response_format.json_schema.schema',
    ]);
    expect(error.message).toContain('uniqueItems');
    expect((await postChat(cluster.baseUrl, { ...body, response_format: asFormat(schema, false) })).status).toBe(200);
  });
});
