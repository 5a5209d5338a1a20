import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { metricOf } from '../support/busy-worker.js';
import { writeRecordedAnswers } from '../support/recorded-answers.js';
import { SCRIPTED } from '../support/client-cluster.js';
import { TEST_KEY, TINY, type TestCluster, eventually, startTestCluster } from '../support/test-cluster.js';

const MODEL = 'claude-gpt-oss-120b';
const QUESTION = 'Which version is this?';
const FOUND = '"version": "0.1.0"';
const ANSWER = 'This is version 0.1.0.';

const TOOL_NAMES = ['Bash', 'Read', 'Edit', 'Write', 'Glob', 'Grep', 'Task', 'TodoWrite', 'WebFetch', 'NotebookEdit'];
const MCP_NAMES = Array.from(
  { length: 15 },
  (_, index) => `mcp__plugin_of_a_company_with_a_long_name__action_${index}`,
);
const tools = [...TOOL_NAMES, ...MCP_NAMES].map((name) => ({
  name,
  description: `${name} does what its name says. `.repeat(2),
  input_schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { file_path: { type: 'string', description: 'An absolute path' }, limit: { type: 'number' } },
    required: ['file_path'],
    additionalProperties: false,
  },
  defer_loading: name.startsWith('mcp__'),
  eager_input_streaming: true,
}));

const ephemeral = { cache_control: { type: 'ephemeral', ttl: '1h' } };
/** Another one in every request. */
const billingLine = (): string =>
  `x-anthropic-billing-header: cc_version=2.1.117.${randomBytes(2).toString('hex').slice(1)}; cc_entrypoint=cli; cch=${randomBytes(3).toString('hex').slice(1)};`;

/** The body that such an agent sends, with everything in it that is not in the API's description. */
function bodyOf(messages: readonly object[], model: string): Anthropic.Beta.MessageCreateParamsStreaming {
  const body: unknown = {
    model,
    max_tokens: 32_000,
    stream: true,
    system: [
      { type: 'text', text: billingLine() },
      { type: 'text', text: "You are a coding agent, made to work in somebody's terminal.", ...ephemeral },
      { type: 'text', text: 'You keep to what you are asked.\n'.repeat(30), ...ephemeral },
    ],
    messages,
    tools: [...tools, { type: 'web_search_20250305', name: 'web_search', max_uses: 8 }],
    tool_choice: { type: 'auto' },
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'medium' },
    metadata: { user_id: JSON.stringify({ device_id: 'd'.repeat(64), account_uuid: '', session_id: '7c1e' }) },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    diagnostics: { previous_message_id: null },
    speed: 'standard',
  };
  // The types of the SDK do not know all that is sent.
  return body as Anthropic.Beta.MessageCreateParamsStreaming;
}

const HEADERS = {
  'anthropic-beta':
    'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,effort-2025-11-24',
  'anthropic-version': '2023-06-01',
  'x-app': 'cli',
  'x-claude-code-session-id': '7c1e0b52-0d9f-4b59-9c38-6f1f5f2ad6a4',
};

const FIRST = [
  { role: 'ctx', content: [{ type: 'text', text: '<system-reminder>It is Tuesday.</system-reminder>' }] },
  { role: 'user', content: [{ type: 'text', text: QUESTION, ...ephemeral }] },
];

describe('a coding agent', () => {
  let cluster: TestCluster;
  let client: Anthropic;

  beforeAll(async () => {
    cluster = await startTestCluster(1, {
      gatewayEnvironment: { GATEWAY_MODEL_ALIASES: `claude-*=${SCRIPTED}` },
    });
    const call = { tool: 'Read', input: { file_path: '/a/package.json' } };
    const script = writeRecordedAnswers([
      { when: FOUND, reasoning: 'The file says it.', content: ANSWER },
      { when: QUESTION, reasoning: 'I look into the file.', call },
    ]);
    const environment = { MODEL_NAME: SCRIPTED, WORKER_SCRIPT_FILE: script };
    await Promise.all([cluster.cluster.startWorker(environment), cluster.cluster.startWorker(environment)]);
    await eventually(async () => (await metricOf(cluster.baseUrl, 'harmonium_gateway_ready_workers')) === 3);
    client = new Anthropic({
      baseURL: cluster.baseUrl,
      apiKey: null,
      authToken: TEST_KEY,
      maxRetries: 0,
      defaultHeaders: HEADERS,
    });
  });

  afterAll(() => cluster.stop());

  const send = (messages: readonly object[], model = MODEL): Promise<Anthropic.Beta.BetaMessage> =>
    client.beta.messages.stream(bodyOf(messages, model)).finalMessage();

  it('is served, whatever it sends beside what is known, and finds what it has said where it was read', async () => {
    const first = await send(FIRST);
    expect(first).toMatchObject({
      model: MODEL,
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'I look into the file.' },
        { type: 'tool_use', name: 'Read', input: { file_path: '/a/package.json' } },
      ],
    });
    const second = await send(afterResult(first));
    expect(second).toMatchObject({ stop_reason: 'end_turn', content: [{ type: 'thinking' }, { text: ANSWER }] });
    // All but the last token drawn was read when the call was written.
    const read = promptTokens(first) + first.usage.output_tokens - 1;
    expect(second.usage.cache_read_input_tokens).toBeGreaterThanOrEqual(read);
  });

  it('is served when it asks how long its prompt is, and when it asks which models there are', async () => {
    const { input_tokens: counted } = await client.beta.messages.countTokens(bodyOf(FIRST, MODEL));
    expect(counted).toBe(promptTokens(await send(FIRST)));
    expect((await client.models.list()).data.map(({ id }) => id)).toContain(TINY);
  });

  it('meets its own prefix in the memory of a real engine too, though its first line is never the same', async () => {
    const ask = (): Promise<Anthropic.Beta.BetaMessage> =>
      client.beta.messages.create({
        model: TINY,
        max_tokens: 50,
        system: [
          { type: 'text', text: billingLine() },
          { type: 'text', text: 'Be brief.' },
        ],
        messages: [{ role: 'user', content: 'What is the capital of France?' }],
      });
    const first = await ask();
    const second = await ask();
    expect(promptTokens(second)).toBe(promptTokens(first));
    // The last token of a prompt is read again, for the one that follows it.
    expect(second.usage.input_tokens).toBe(1);
  });
});

/** The history in which the tool's result follows the call. */
function afterResult({ content }: Anthropic.Beta.BetaMessage): object[] {
  const call = content.find((block) => block.type === 'tool_use');
  const result = { type: 'tool_result', tool_use_id: call?.id, content: [{ type: 'text', text: FOUND }] };
  const reminder = { type: 'text', text: '<system-reminder>Keep a list of what is to do.</system-reminder>' };
  return [...FIRST, { role: 'assistant', content }, { role: 'user', content: [{ ...result, ...ephemeral }, reminder] }];
}

function promptTokens({ usage }: Anthropic.Beta.BetaMessage): number {
  return usage.input_tokens + (usage.cache_read_input_tokens ?? 0);
}
