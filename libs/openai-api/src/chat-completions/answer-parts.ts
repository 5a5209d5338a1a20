import type { GenerationEvent, GenerationId } from '#protocol';
import { toCallId } from './chat-identity.js';
import { decodeCustomInput } from '../answers/custom-input.js';

export type ChatToolCall =
  | { id: string; type: 'function'; function: { name: string; arguments: string } }
  | { id: string; type: 'custom'; custom: { name: string; input: string } };

interface Call {
  name: string;
  argumentsText: string;
  isWhole: boolean;
}

/** The texts of one kind, item by item; items are joined by a line break, and one that stayed empty does not count. */
export function textOfItems(events: readonly GenerationEvent[], type: 'content-delta' | 'reasoning-delta'): string {
  const texts = new Map<number, string>();
  for (const event of events) {
    if (event.type === type && event.text !== '') texts.set(event.item, (texts.get(event.item) ?? '') + event.text);
  }
  return [...texts.values()].join('\n');
}

/** The calls of a turn. Unless the turn `isOver`, the last one may still go on. */
export function toToolCalls(
  id: GenerationId,
  events: readonly GenerationEvent[],
  customToolNames: ReadonlySet<string>,
  isOver: boolean,
): ChatToolCall[] {
  return [...callsOf(events)].map(([item, { name, argumentsText, isWhole }]) => {
    const callId = toCallId(id, item);
    return customToolNames.has(name)
      ? { id: callId, type: 'custom', custom: { name, input: decodeCustomInput(argumentsText, isWhole || isOver) } }
      : { id: callId, type: 'function', function: { name, arguments: argumentsText } };
  });
}

function callsOf(events: readonly GenerationEvent[]): Map<number, Call> {
  const calls = new Map<number, Call>();
  for (const event of events) {
    if (event.type === 'item-started' && event.kind === 'tool-call') {
      calls.set(event.item, { name: event.toolName, argumentsText: '', isWhole: false });
    }
    const call = 'item' in event ? calls.get(event.item) : undefined;
    if (event.type === 'item-ended' && call) call.isWhole = true;
    if (event.type !== 'tool-arguments-delta') continue;
    if (!call) throw new Error(`Arguments for item ${event.item}, which is no tool call`);
    call.argumentsText += event.text;
  }
  return calls;
}
