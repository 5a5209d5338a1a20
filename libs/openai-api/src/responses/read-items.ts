import type { Conversation, ConversationMessage } from '#protocol';
import { refuse } from '../refusal.js';
import { toCustomArguments } from '../requests/custom-tool.js';
import { toQualifiedName } from './qualified-name.js';
import type { AskedItem, InputTextPart, OutputMessage, ReasoningItem } from './response-item.js';

/** An item and where the client has it, for errors: `input[3]`. */
export interface PlacedItem {
  item: AskedItem;
  path: readonly PropertyKey[];
}

/** What the model is told about a summary that stands for a conversation; the summary follows. */
const BEFORE_SUMMARY =
  'Summary of the conversation so far, of which nothing else was kept but messages of the user:\n\n';

/** Names of the functions called so far, by call id: an output knows only the id. */
type CalledFunctions = Map<string, string>;

/**
 * The conversation that items stand for. System and developer messages in front of all others join the instructions; later
 * ones keep their place. Throws `ServingError` for a user without words or an output without a call.
 */
export function readItems(
  items: readonly PlacedItem[],
  instructions: string,
): Pick<Conversation, 'instructions' | 'messages'> {
  const firstTurn = items.findIndex(({ item }) => !isInstruction(item));
  const leading = firstTurn < 0 ? items : items.slice(0, firstTurn);
  const called: CalledFunctions = new Map();
  const messages = items.slice(leading.length).flatMap((placed, index, turns) => {
    return readItem(placed, turns[index + 1]?.item, called);
  });
  return { instructions: joined([instructions, ...leading.map(({ item }) => wordsOf(item))], '\n\n'), messages };
}

function isInstruction(item: AskedItem): boolean {
  return item.type === 'message' && (item.role === 'system' || item.role === 'developer');
}

function readItem(
  { item, path }: PlacedItem,
  next: AskedItem | undefined,
  called: CalledFunctions,
): ConversationMessage[] {
  switch (item.type) {
    case 'message':
      return readMessage(item, path, next);
    case 'reasoning':
      return readReasoning(item);
    case 'function_call':
    case 'custom_tool_call': {
      const name = toQualifiedName(item);
      called.set(item.call_id, name);
      const argumentsText = item.type === 'function_call' ? item.arguments : toCustomArguments(item.input);
      return [{ type: 'tool-call', name, argumentsText, callId: item.call_id }];
    }
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const name = called.get(item.call_id);
      if (name === undefined) throw refuse('invalid_value', [...path, 'call_id'], 'no earlier call has this id.');
      return [{ type: 'tool-result', name, text: outputText(item.output) }];
    }
    case 'compaction':
      return [{ type: 'developer', text: BEFORE_SUMMARY, sealed: item.encrypted_content }];
  }
}

function readMessage(
  item: Extract<AskedItem, { type: 'message' }>,
  path: readonly PropertyKey[],
  next: AskedItem | undefined,
): ConversationMessage[] {
  const text = wordsOf(item);
  if (item.role === 'user') {
    if (text === '') throw refuse('invalid_value', [...path, 'content'], 'a user message needs some text.');
    return [{ type: 'user', text }];
  }
  if (text === '') return [];
  if (item.role !== 'assistant') return [{ type: 'developer', text }];
  return [{ type: isPreamble(item, next) ? 'preamble' : 'answer', text }];
}

/** Clients that do not send the phase back show by a call right behind the words that these announced it. */
function isPreamble({ phase }: Omit<OutputMessage, 'id'>, next: AskedItem | undefined): boolean {
  if (phase !== undefined) return phase === 'commentary';
  return next?.type === 'function_call' || next?.type === 'custom_tool_call';
}

/** Of a thought of which nothing came back, neither words nor what was sealed, nothing is left. */
function readReasoning(item: Omit<ReasoningItem, 'id'>): ConversationMessage[] {
  const parts = item.content.length > 0 ? item.content : item.summary;
  const text = joined(
    parts.map((part) => part.text),
    '\n',
  );
  const sealed = item.encrypted_content;
  if (sealed !== undefined) return [{ type: 'reasoning', text, sealed }];
  return text === '' ? [] : [{ type: 'reasoning', text }];
}

/** Parts are joined by a line break, as in chat: clients use them for separate blocks. */
function wordsOf(item: AskedItem): string {
  if (item.type !== 'message') return '';
  return joined(
    item.content.map((part) => (part.type === 'refusal' ? part.refusal : part.text)),
    '\n',
  );
}

function outputText(output: string | readonly InputTextPart[]): string {
  if (typeof output === 'string') return output;
  return joined(
    output.map(({ text }) => text),
    '\n',
  );
}

function joined(texts: readonly string[], separator: string): string {
  return texts.filter((text) => text !== '').join(separator);
}
