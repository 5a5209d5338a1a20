import { z } from 'zod';
import { effortSchema } from '../requests/effort.js';
import { samplingFields } from '../requests/sampling.schema.js';
import { because, jsonObject, listOf, unsupported } from '../schema-parts.js';
import { assistantContent, systemContent, userContent } from './message-content.schema.js';
import { messageToolChoiceSchema, messageToolsSchema } from './message-tools.schema.js';

const MOST_STOP_SEQUENCES = 64;
const LONGEST_USER_ID = 512;

const display = z.enum(['summarized', 'omitted']).nullish();
const thinking = z.discriminatedUnion('type', [
  z.object({ type: z.literal('enabled'), budget_tokens: z.int().min(1), display }),
  z.object({ type: z.literal('adaptive'), display }),
  z.object({ type: z.literal('between_tools') }),
  z.object({ type: z.literal('disabled') }),
]);

const format = z.object({ type: z.literal('json_schema'), schema: jsonObject }).nullish();

/** Some versions of Claude Code write other words for a user. */
const USER_ROLES = ['ctx', 'msg'];

const message = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && 'role' in value && USER_ROLES.some((role) => role === value.role)
      ? { ...value, role: 'user' }
      : value,
  z.discriminatedUnion('role', [
    z.object({ role: z.literal('user'), content: userContent }),
    z.object({ role: z.literal('assistant'), content: assistantContent }),
    z.object({ role: z.literal('system'), content: systemContent }),
  ]),
);

/**
 * Anthropic's servers keep threads of messages. To one that does not know a thread its SDK sends the whole conversation, so
 * that beginning one is harmless here.
 */
const thread = z
  .object({ type: z.string() })
  .refine(
    ({ type }) => type !== 'continue',
    because('thread_not_found', 'send the whole conversation; nothing is kept of it here.'),
  );

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** What a request says that is not about how its answer is given; `count_tokens` asks for no more. */
const asked = {
  model: z.string().min(1),
  messages: listOf(message, { min: 1 }),
  system: systemContent.nullish(),
  tools: messageToolsSchema.nullish(),
  tool_choice: messageToolChoiceSchema.nullish(),
  thinking: thinking.nullish(),
  output_config: z.object({ effort: effortSchema.nullish(), format }).nullish(),
  /** What `output_config.format` was called in the beta. */
  output_format: format,
  thread: thread.nullish(),
  mcp_servers: unsupported('The tools of MCP servers are not called here.', isEmptyList),
};

/** The body of `POST /v1/messages`: `null` counts as absent, fields not named here are ignored. */
export const messagesRequestSchema = z.object({
  ...asked,
  max_tokens: z.int().min(1),
  stream: z.boolean().nullish(),
  stop_sequences: listOf(z.string().min(1), { max: MOST_STOP_SEQUENCES }).nullish(),
  temperature: z.number().min(0).max(1).nullish(),
  top_p: samplingFields.top_p,
  top_k: samplingFields.top_k,
  metadata: z.object({ user_id: z.string().max(LONGEST_USER_ID).nullish() }).nullish(),
  service_tier: z.enum(['auto', 'standard_only']).nullish(),
});

/** The body of `POST /v1/messages/count_tokens`. */
export const countTokensSchema = z.object(asked);

export type CountTokensBody = z.output<typeof countTokensSchema>;
export type Message = CountTokensBody['messages'][number];
export type AskedThinking = NonNullable<CountTokensBody['thinking']>;
