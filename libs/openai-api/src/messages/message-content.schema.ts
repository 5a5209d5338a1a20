import { z } from 'zod';
import { calledName } from '../requests/harmless-name.js';
import { joined } from '../requests/joined.js';
import { because, jsonObject, listOf } from '../schema-parts.js';
import { isTextOnly, medium, textDocument } from './document-blocks.schema.js';

/** Anthropic's bound; the characters are those that cannot break out of a Harmony header. */
export const toolName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,128}$/, 'expected 1 to 128 letters, digits, underscores or dashes.');

/** What tools that ran elsewhere did, and what a client keeps for itself: nothing the model could be shown. */
const FOREIGN_TYPES = /_tool_use$|._tool_result$|^(tool_reference|compaction|browser_state)$/;
const NOTHING = { type: 'text', text: '' };

const typeOf = (block: unknown): unknown =>
  typeof block === 'object' && block !== null && 'type' in block ? block.type : undefined;

const textBlock = z.object({ type: z.literal('text'), text: z.string() });
const searchResult = z
  .object({
    type: z.literal('search_result'),
    title: z.string().nullish(),
    source: z.string().nullish(),
    content: listOf(textBlock),
  })
  .transform(({ title, source, content }) => {
    const texts = [title ?? '', source ?? '', ...content.map(({ text }) => text)];
    return { type: 'text' as const, text: joined(texts) };
  });
/** A tool that a search has found; its declaration stands among the tools anyway. */
const toolReference = z
  .object({ type: z.literal('tool_reference'), tool_name: toolName })
  .transform(({ tool_name: text }) => ({ type: 'text' as const, text }));

/** Blocks of these shapes; what is foreign counts as no text. */
function blocksOf<Block extends z.ZodType>(block: Block, isForeign: (type: string) => boolean) {
  const known = z.preprocess((value) => {
    const type = typeOf(value);
    return typeof type === 'string' && isForeign(type) ? NOTHING : value;
  }, block);
  return listOf(
    z.unknown().refine(isTextOnly, because('unsupported_content', 'the model reads and writes text only.')).pipe(known),
  );
}

/** Text, or blocks; `known` are the types of blocks that are read. */
function contentOf<Block extends z.ZodType>(block: Block, isForeign: (type: string) => boolean) {
  return z.union([z.string(), blocksOf(block, isForeign)]);
}

const isNever = (): boolean => false;
const isForeign = (type: string): boolean => FOREIGN_TYPES.test(type);

/** Results stay in the history of a client for good: what cannot be read of one must not end the conversation. */
const resultBlock = z.discriminatedUnion('type', [textBlock, searchResult, toolReference, medium]);

const toolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string().min(1),
  content: z.union([z.string(), listOf(resultBlock)]).nullish(),
  is_error: z.boolean().nullish(),
});

const toolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string().min(1),
  name: calledName,
  input: jsonObject.nullish(),
});
const thinking = z.object({
  type: z.literal('thinking'),
  thinking: z.string(),
  signature: z.string().nullish(),
});
const redactedThinking = z.object({ type: z.literal('redacted_thinking'), data: z.string() });

/** What stands for all that was said before, in words of another server. */
const compaction = z.object({ type: z.literal('compaction'), content: z.string().nullish() });

const ASSISTANT_TYPES: readonly string[] = ['text', 'tool_use', 'thinking', 'redacted_thinking', 'compaction'];

/** Instructions: a text, or blocks of text. */
export const systemContent = contentOf(textBlock, isNever);

export const userContent = contentOf(
  z.discriminatedUnion('type', [textBlock, toolResult, searchResult, textDocument]),
  (type) => type !== 'tool_result' && isForeign(type),
);

/** What the assistant did in ways that are unknown here does not keep its conversation from going on. */
export const assistantContent = contentOf(
  z.discriminatedUnion('type', [textBlock, toolUse, thinking, redactedThinking, compaction]),
  (type) => !ASSISTANT_TYPES.includes(type),
);

export type TextBlock = z.output<typeof textBlock>;
export type ToolResultBlock = z.output<typeof toolResult>;
export type UserContent = z.output<typeof userContent>;
export type AssistantContent = z.output<typeof assistantContent>;
export type ToolResultContent = ToolResultBlock['content'];
