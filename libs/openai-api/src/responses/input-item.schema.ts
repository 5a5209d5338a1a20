import { z } from 'zod';
import { harmlessName } from '../requests/harmless-name.js';
import { because, hinted, listOf } from '../schema-parts.js';
import type { AskedItem, InputTextPart, ItemReference, OutputMessage } from './response-item.js';

/** Some servers put the whole item into its id; clients that come from there bring it along. */
const LONGEST_ID = 4_096;
const id = z.string().min(1).max(LONGEST_ID);
const askedId = id.nullish();
const status = z.enum(['in_progress', 'completed', 'incomplete']).nullish();

const MEDIA_TYPES: readonly unknown[] = ['input_image', 'input_file', 'input_audio', 'computer_screenshot'];

function textOnly<Schema extends z.ZodType>(part: Schema) {
  return z
    .unknown()
    .refine((value) => !isMedia(value), because('unsupported_content', 'the model reads and writes text only.'))
    .pipe(part);
}

function isMedia(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'type' in part && MEDIA_TYPES.includes(part.type);
}

/** Some clients write the parts of one side on the other. */
const anyText = z.object({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() });
const inputPart = textOnly(anyText.transform(({ text }): InputTextPart => ({ type: 'input_text', text })));
const outputPart = textOnly(
  z.discriminatedUnion('type', [
    anyText.transform(({ text }) => outputText(text)),
    z.object({ type: z.literal('refusal'), refusal: z.string() }),
  ]),
);

function outputText(text: string): OutputMessage['content'][number] {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

const inputContent = z.union([
  z.string().transform((text): InputTextPart[] => [{ type: 'input_text', text }]),
  listOf(inputPart),
]);
const outputContent = z.union([z.string().transform((text) => [outputText(text)]), listOf(outputPart)]);

/** OpenAI's easy form leaves out the type of messages. */
function easyMessage<Shape extends z.core.$ZodShape>(shape: Shape) {
  return hinted(z.object(shape), { filledIn: ['type'] });
}

const inputMessage = easyMessage({
  type: z.literal('message'),
  id: askedId,
  role: z.enum(['user', 'system', 'developer']),
  status,
  content: inputContent,
});

const outputMessage = easyMessage({
  type: z.literal('message'),
  id: askedId,
  role: z.literal('assistant'),
  status,
  content: outputContent,
  phase: z.enum(['commentary', 'final_answer']).nullish(),
});

const message = z
  .discriminatedUnion('role', [inputMessage, outputMessage])
  .transform(({ id: asked, status: askedStatus, ...rest }): AskedItem => {
    const named = { ...identified(asked), status: askedStatus ?? 'completed' };
    if (rest.role !== 'assistant') return { ...rest, ...named };
    const { phase, ...said } = rest;
    return { ...said, ...named, ...(phase ? { phase } : {}) };
  });

const callId = z.string().min(1);
const output = z.union([z.string(), listOf(inputPart)]);

const calledTool = { id: askedId, call_id: callId, name: harmlessName, namespace: harmlessName.nullish(), status };

const call = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('function_call'), ...calledTool, arguments: z.string() }),
    z.object({ type: z.literal('custom_tool_call'), ...calledTool, input: z.string() }),
  ])
  .transform(({ id: asked, namespace, status: askedStatus, ...rest }): AskedItem => ({
    ...rest,
    ...identified(asked),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    status: askedStatus ?? 'completed',
  }));

const calledOutput = { id: askedId, call_id: callId, output, status };

const callOutput = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('function_call_output'), ...calledOutput }),
    z.object({ type: z.literal('custom_tool_call_output'), ...calledOutput }),
  ])
  .transform(({ id: asked, status: askedStatus, ...rest }): AskedItem => ({
    ...rest,
    ...identified(asked),
    status: askedStatus ?? 'completed',
  }));

const reasoning = z
  .object({
    type: z.literal('reasoning'),
    id: askedId,
    summary: listOf(z.object({ type: z.literal('summary_text'), text: z.string() })).nullish(),
    content: listOf(z.object({ type: z.literal('reasoning_text'), text: z.string() })).nullish(),
    encrypted_content: z.string().nullish(),
    status,
  })
  .transform(({ type, id: asked, summary, content, encrypted_content: sealed, status: askedStatus }): AskedItem => ({
    type,
    ...identified(asked),
    summary: summary ?? [],
    content: content ?? [],
    ...(sealed ? { encrypted_content: sealed } : {}),
    status: askedStatus ?? 'completed',
  }));

const compaction = z
  .object({ type: z.literal('compaction'), id: askedId, encrypted_content: z.string().min(1) })
  .transform(({ id: asked, ...rest }): AskedItem => ({ ...rest, ...identified(asked) }));

const reference = hinted(z.object({ type: z.literal('item_reference'), id }), {
  filledIn: ['type'],
}).transform((item): ItemReference => item);

function identified(asked: string | null | undefined): { id?: string } {
  return typeof asked === 'string' ? { id: asked } : {};
}

const KNOWN: readonly string[] = [
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'reasoning',
  'compaction',
  'item_reference',
];

function isKnown(item: unknown): boolean {
  if (typeof item !== 'object' || item === null || !('type' in item)) return true;
  return typeof item.type !== 'string' || KNOWN.includes(item.type);
}

/** OpenAI's easy forms leave out the type of messages and of references. */
function withType(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || ('type' in item && (item.type ?? null) !== null)) return item;
  if ('role' in item) return { ...item, type: 'message' };
  return 'id' in item ? { ...item, type: 'item_reference' } : item;
}

const OF_TOOLS_NOT_HERE = because('unsupported_value', 'only tools that the client runs itself are supported.');

/** One element of `input`. */
export const inputItemSchema = z.preprocess(
  withType,
  z
    .unknown()
    .refine(isKnown, { ...OF_TOOLS_NOT_HERE, path: ['type'] })
    .pipe(z.discriminatedUnion('type', [message, call, callOutput, reasoning, compaction, reference])),
);

/** `input`: items, or the text of a single user message. */
export const inputSchema = z.union([
  z
    .string()
    .min(1)
    .transform((text): (AskedItem | ItemReference)[] => [
      { type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text }] },
    ]),
  listOf(inputItemSchema),
]);
