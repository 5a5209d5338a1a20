import type { ResponseBody } from './response-body.js';
import type { ResponseInclude } from './response-echo.js';
import type { OutputItem, OutputMessage, ReasoningItem, ResponseItem } from './response-item.js';

/** What somebody may see of items that are stored. */
export interface ShownParts {
  maySeeReasoning: boolean;
  include: ResponseInclude;
}

/** A stored response as somebody may see it. */
export function showResponse(stored: ResponseBody, parts: ShownParts): ResponseBody {
  return { ...stored, output: stored.output.map((item) => showItem(item, parts)) };
}

/** A stored item as somebody may see it. */
export function showItem(item: OutputItem, parts: ShownParts): OutputItem;
export function showItem(item: ResponseItem, parts: ShownParts): ResponseItem;
export function showItem(item: ResponseItem, parts: ShownParts): ResponseItem {
  if (item.type === 'reasoning') return showThought(item, parts);
  return item.type === 'message' && item.role === 'assistant' ? showMessage(item, parts) : item;
}

function showThought(
  { encrypted_content: sealed, ...item }: ReasoningItem,
  { maySeeReasoning, include }: ShownParts,
): ReasoningItem {
  const shown = maySeeReasoning ? item : { ...item, content: [] };
  return include.encryptedContent && sealed !== undefined ? { ...shown, encrypted_content: sealed } : shown;
}

function showMessage(item: OutputMessage, { include }: ShownParts): OutputMessage {
  if (include.logprobs) return item;
  const content = item.content.map((part) => (part.type === 'output_text' ? { ...part, logprobs: [] } : part));
  return { ...item, content };
}
