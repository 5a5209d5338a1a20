import type { GrowingItem } from './growing-item.js';
import type { OutputItem, OutputTextPart } from './response-item.js';

/** Seals a thought by its words, so that the client can bring it back without being able to read or change it. */
export type SealThought = (text: string) => string;

/** How thoughts are shown. */
export interface ThoughtView {
  maySeeReasoning: boolean;
  /** `null` shows nothing that is sealed. */
  seal: SealThought | null;
}

/** An item as clients see it, as far as it has grown. */
export function toOutputItem(item: GrowingItem, view: ThoughtView): OutputItem {
  const { id, status, text } = item;
  switch (item.type) {
    case 'message': {
      const content = text === '' && item.logprobs.length === 0 ? [] : [toTextPart(item)];
      return { id, type: 'message', status, role: 'assistant', content, phase: item.phase };
    }
    case 'reasoning': {
      const content = view.maySeeReasoning && text !== '' ? [{ type: 'reasoning_text' as const, text }] : [];
      return { id, type: 'reasoning', summary: [], content, ...sealed(item, view), status };
    }
    case 'function_call':
      return { id, type: 'function_call', status, arguments: text, call_id: item.callId, ...nameOf(item) };
    case 'custom_tool_call':
      return { id, type: 'custom_tool_call', status, call_id: item.callId, input: text, ...nameOf(item) };
  }
}

function nameOf({ name, namespace }: GrowingItem): { name: string; namespace?: string } {
  return namespace === null ? { name } : { name, namespace };
}

/** The item as it is when it has just begun: with nothing in it. */
export function toBegunItem(item: GrowingItem): OutputItem {
  const nothing: GrowingItem = { ...item, text: '', logprobs: [], status: 'in_progress' };
  return toOutputItem(nothing, { maySeeReasoning: false, seal: null });
}

export function toTextPart({ text, logprobs }: Pick<GrowingItem, 'text' | 'logprobs'>): OutputTextPart {
  return { type: 'output_text', text, annotations: [], logprobs };
}

/** Of a thought that still grows nothing is sealed. */
function sealed(item: GrowingItem, { seal }: ThoughtView): { encrypted_content?: string } {
  if (!seal || item.status === 'in_progress') return {};
  item.sealed ??= seal(item.text);
  return { encrypted_content: item.sealed };
}
