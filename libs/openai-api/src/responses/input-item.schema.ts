import { z } from 'zod';
import { calledName } from '../requests/harmless-name.js';
import { because, hinted, listOf } from '../schema-parts.js';
import { inputContent, outputContent, toolOutput } from './content-parts.schema.js';
import { LEFT_OUT_ITEMS, leftOutItem } from './left-out-items.schema.js';
import type { AskedItem, ItemReference, ItemStatus } from './response-item.js';

/** Some servers put the whole item into its id; clients that come from there bring it along. */
const LONGEST_ID = 4_096;
const id = z.string().min(1).max(LONGEST_ID);
const askedId = id.nullish();
/** Some servers know items that failed: of those there is no more than of others that were cut off. */
const status = z
  .enum(['in_progress', 'completed', 'incomplete', 'failed'])
  .transform((asked): ItemStatus => (asked === 'failed' ? 'incomplete' : asked))
  .nullish();

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
}).refine(({ role, content }) => role !== 'user' || content.some(({ text }) => text !== ''), {
  ...because('invalid_value', 'a user message needs some text.'),
  path: ['content'],
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

const calledTool = { id: askedId, call_id: callId, name: calledName, namespace: calledName.nullish(), status };

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

const calledOutput = { id: askedId, call_id: callId, output: toolOutput, status };

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

const summaryPart = z.object({ type: z.literal('summary_text'), text: z.string() });
/** Codex has it in old histories. */
const NO_SUMMARY = z.literal('none').transform(() => []);
const reasoningPart = z
  .object({ type: z.enum(['reasoning_text', 'text']), text: z.string() })
  .transform(({ text }) => ({ type: 'reasoning_text' as const, text }));

const reasoning = z
  .object({
    type: z.literal('reasoning'),
    id: askedId,
    summary: z.union([listOf(summaryPart), NO_SUMMARY]).nullish(),
    content: listOf(reasoningPart).nullish(),
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

/** Codex has another name for it. */
const compaction = z
  .object({
    type: z.enum(['compaction', 'compaction_summary']),
    id: askedId,
    encrypted_content: z.string().min(1),
  })
  .transform(({ id: asked, encrypted_content: sealed }): AskedItem => ({
    type: 'compaction',
    encrypted_content: sealed,
    ...identified(asked),
  }));

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
  'compaction_summary',
  'item_reference',
  ...LEFT_OUT_ITEMS,
];

const hasType = (item: unknown): item is { type: unknown } =>
  typeof item === 'object' && item !== null && 'type' in item;

function isKnown(item: unknown): boolean {
  return !hasType(item) || typeof item.type !== 'string' || KNOWN.includes(item.type);
}

function isTrigger(item: unknown): boolean {
  return hasType(item) && item.type === 'compaction_trigger';
}

/** OpenAI's easy forms leave out the type of messages and of references. */
function withType(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || (hasType(item) && (item.type ?? null) !== null)) return item;
  if ('role' in item) return { ...item, type: 'message' };
  return 'id' in item ? { ...item, type: 'item_reference' } : item;
}

const OF_TOOLS_NOT_HERE = because('unsupported_value', 'only tools that the client runs itself are supported.');
const COMPACTED_ELSEWHERE = because(
  'unsupported_value',
  'a conversation is compacted by POST /v1/responses/compact, not by an item of its input.',
);

const inputItem = z.preprocess(
  withType,
  z
    .unknown()
    .refine((item) => !isTrigger(item), { ...COMPACTED_ELSEWHERE, path: ['type'] })
    .refine(isKnown, { ...OF_TOOLS_NOT_HERE, path: ['type'] })
    .pipe(z.discriminatedUnion('type', [message, call, callOutput, reasoning, compaction, reference, leftOutItem])),
);

/** Each is kept by itself in a conversation; far more than a context has room for. */
const MOST_INPUT_ITEMS = 10_000;

/** Items, without those of which nothing is read. */
export function inputItems(bounds: { min?: number; max?: number } = {}) {
  return listOf(inputItem, bounds).transform((items) => items.filter((item) => item !== null));
}

/** `input`: items, or the text of a single user message. */
export const inputSchema = z.union([
  z
    .string()
    .min(1)
    .transform((text): (AskedItem | ItemReference)[] => [
      { type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text }] },
    ]),
  inputItems({ max: MOST_INPUT_ITEMS }),
]);
