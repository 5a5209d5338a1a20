import { z } from 'zod';
import { calledName } from '../requests/harmless-name.js';
import { because, listOf, unsupported } from '../schema-parts.js';
import { isTextOnly, medium, textFile } from './media-parts.schema.js';

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const refusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() });

const contentPart = z
  .unknown()
  .refine(isTextOnly, because('unsupported_content', 'the model reads and writes text only.'))
  .pipe(z.discriminatedUnion('type', [textPart, refusalPart, textFile]));

const content = z.union([z.string(), listOf(contentPart)]).nullish();
/** Results stay in the history of a client for good: what cannot be read of one must not end the conversation. */
const toolContent = z
  .union([z.string(), listOf(z.discriminatedUnion('type', [textPart, refusalPart, medium]))])
  .nullish();
/** As OpenAI has it; the model is not shown it. */
const name = z
  .string()
  .regex(/^[^\s<|\\/>]{1,64}$/, 'expected 1 to 64 characters without spaces and without < | \\ / >.')
  .nullish();

const callId = z.string().min(1);

const toolCall = z.discriminatedUnion('type', [
  z.object({
    id: callId,
    type: z.literal('function'),
    function: z.object({ name: calledName, arguments: z.string() }),
  }),
  z.object({ id: callId, type: z.literal('custom'), custom: z.object({ name: calledName, input: z.string() }) }),
]);

const assistantMessage = z.object({
  role: z.literal('assistant'),
  content,
  name,
  refusal: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  tool_calls: listOf(toolCall).nullish(),
  function_call: unsupported("Use 'tool_calls' instead."),
  audio: unsupported('The model reads and writes text only.'),
});

/** One element of `messages`. The deprecated role `function` is refused like any unknown one. */
export const chatMessageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content, name }),
  z.object({ role: z.literal('user'), content, name }),
  assistantMessage,
  z.object({ role: z.literal('tool'), content: toolContent, tool_call_id: z.string() }),
]);

export type ChatMessage = z.output<typeof chatMessageSchema>;
export type ChatHistoryCall = z.output<typeof toolCall>;
export type AssistantMessage = z.output<typeof assistantMessage>;
export type MessageContent = z.output<typeof content>;
