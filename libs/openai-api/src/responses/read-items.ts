import type { Conversation, ConversationMessage } from '#protocol';
import { refuse } from '../refusal.js';
import { findCallsAhead, type Piece } from '../requests/calls-ahead.js';
import { toCustomArguments } from '../requests/custom-tool.js';
import { joined } from '../requests/joined.js';
import { type CallResult, placeResults } from '../requests/place-results.js';
import { quoted } from '../wording.js';
import { carriedOutIn, withoutBrokenCalls } from './broken-calls.js';
import { toQualifiedName } from './qualified-name.js';
import type { AskedItem, InputTextPart, OutputMessage, ReasoningItem } from './response-item.js';

/** An output of a tool, and whether the client sent it with this very request. */
type ItemResult = CallResult & { isNew: boolean };

/** What the model is told about a summary that stands for a conversation; the summary follows. */
const BEFORE_SUMMARY =
  'Summary of the conversation so far, of which nothing else was kept but messages of the user:\n\n';

/**
 * The conversation that items stand for: those of earlier requests, and those of this one. System and developer messages in
 * front of all others join the instructions; later ones keep their place. Throws `ServingError` for a new output without a
 * call. Of what was kept earlier nothing is refused, since nobody could send it in another way: users without words and
 * outputs whose calls were deleted are left out.
 */
export function readItems(
  history: readonly AskedItem[],
  input: readonly AskedItem[],
  instructions: string,
): Pick<Conversation, 'instructions' | 'messages'> {
  const called = carriedOutIn([...history, ...input]);
  const kept = withoutBrokenCalls(history, called);
  const items = [...kept, ...withoutBrokenCalls(input, called)];
  const firstTurn = items.findIndex((item) => !isInstruction(item));
  const leading = firstTurn < 0 ? items : items.slice(0, firstTurn);
  const callsAhead = findCallsAhead(items.map(toPiece));
  const answered = new Set(items.flatMap((item) => (isOutput(item) ? [item.call_id] : [])));
  const messages = items.flatMap((item, index) => {
    if (index < leading.length || isHalfCall(item, answered)) return [];
    return readItem(item, callsAhead[index] ?? false, index >= kept.length);
  });
  return {
    instructions: joined([instructions, ...leading.map(wordsOf)], '\n\n'),
    messages: placeResults(messages, refuseNew),
  };
}

function isInstruction(item: AskedItem): boolean {
  return item.type === 'message' && (item.role === 'system' || item.role === 'developer');
}

function isOutput(item: AskedItem): item is Extract<AskedItem, { output: unknown }> {
  return item.type === 'function_call_output' || item.type === 'custom_tool_call_output';
}

/** A call that was cut off, and that nobody could run: the model is not to think that it made it. */
function isHalfCall(item: AskedItem, answered: ReadonlySet<string>): boolean {
  const isCall = item.type === 'function_call' || item.type === 'custom_tool_call';
  return isCall && item.status === 'incomplete' && !answered.has(item.call_id);
}

function toPiece(item: AskedItem): Piece {
  switch (item.type) {
    case 'function_call':
    case 'custom_tool_call':
      return 'call';
    case 'reasoning':
      return 'assistant';
    case 'message':
      return item.role === 'assistant' ? 'assistant' : 'other';
    default:
      return 'other';
  }
}

/** In the words that OpenAI has for it, and like there without the place: the id tells it. */
function refuseNew({ callId, isNew }: ItemResult): void {
  if (isNew)
    throw refuse('invalid_value', ['input'], `no tool call found for the output with call_id ${quoted(callId)}.`);
}

function readItem(item: AskedItem, beforeCall: boolean, isNew: boolean): (ConversationMessage | ItemResult)[] {
  switch (item.type) {
    case 'message':
      return readMessage(item, beforeCall);
    case 'reasoning':
      return readReasoning(item);
    case 'function_call':
    case 'custom_tool_call': {
      const argumentsText = item.type === 'function_call' ? item.arguments : toCustomArguments(item.input);
      return [{ type: 'tool-call', name: toQualifiedName(item), argumentsText, callId: item.call_id }];
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [{ type: 'call-result', callId: item.call_id, text: outputText(item.output), isNew }];
    case 'compaction':
      return [{ type: 'developer', text: BEFORE_SUMMARY, sealed: item.encrypted_content }];
  }
}

function readMessage(item: Extract<AskedItem, { type: 'message' }>, beforeCall: boolean): ConversationMessage[] {
  const text = wordsOf(item);
  if (text === '') return [];
  if (item.role === 'user') return [{ type: 'user', text }];
  if (item.role !== 'assistant') return [{ type: 'developer', text }];
  return [{ type: isPreamble(item, beforeCall) ? 'preamble' : 'answer', text }];
}

/** Clients that do not send the phase back show by a call later in the same turn that the words announced it. */
function isPreamble({ phase }: Omit<OutputMessage, 'id'>, beforeCall: boolean): boolean {
  return phase === undefined ? beforeCall : phase === 'commentary';
}

/** Of a thought of which nothing came back, neither words nor what was sealed, nothing is left. */
function readReasoning(item: Omit<ReasoningItem, 'id'>): ConversationMessage[] {
  const parts = item.content.length > 0 ? item.content : item.summary;
  const text = joined(parts.map((part) => part.text));
  const sealed = item.encrypted_content;
  if (sealed !== undefined) return [{ type: 'reasoning', text, sealed }];
  return text === '' ? [] : [{ type: 'reasoning', text }];
}

/** Parts are joined by a line break, as in chat: clients use them for separate blocks. */
function wordsOf(item: AskedItem): string {
  if (item.type !== 'message') return '';
  return joined(item.content.map((part) => (part.type === 'refusal' ? part.refusal : part.text)));
}

function outputText(output: string | readonly InputTextPart[]): string {
  return typeof output === 'string' ? output : joined(output.map(({ text }) => text));
}
