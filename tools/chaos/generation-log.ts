import { isRecord, parseJson } from '../bench/chat-event.js';
import { emptyAnswer, type Answer } from './chat-stream.js';
import type { StreamEvent } from './history.js';

/** A whole log as `format=events` tells it: every event of every frame, in order. */
export interface LogEvent {
  /** Of the frame it belongs to. */
  sequence: number;
  /** In the last event of its frame, all tokens of the frame. */
  tokenIds: number[];
  type: string;
  fields: Record<string, unknown>;
}

/** Reads one event of a log. `id` is `42` for the last event of frame 42 and `41.2` for the second of a frame that has more. */
export function parseLogEvent({ id, data }: StreamEvent): LogEvent {
  const fields = parseJson(data);
  if (!isRecord(fields) || typeof fields['type'] !== 'string') throw new Error(`This is no event of a log: ${data}`);
  const tokenIds: unknown = fields['token_ids'] ?? [];
  if (!Array.isArray(tokenIds)) throw new Error(`These are no token ids: ${data}`);
  return { sequence: sequenceOf(id), tokenIds: tokenIds.map(Number), type: fields['type'], fields };
}

/** The frame that an event belongs to, by its id. */
export function sequenceOf(id: string): number {
  if (!/^\d+(\.\d+)?$/.test(id)) throw new Error(`"${id}" is no position in a log`);
  return id.includes('.') ? Math.floor(Number(id)) + 1 : Number(id);
}

export function isTerminalEvent({ type }: LogEvent): boolean {
  return type === 'finish' || type === 'error';
}

/** What a log adds up to. Written for the checks alone, so that a fault of the dialect's rendering cannot hide in it. */
export function foldLog(events: readonly LogEvent[]): Answer {
  const answer = emptyAnswer();
  const calls = new Map<unknown, Answer['calls'][number]>();
  const lastItems: { reasoning?: unknown; content?: unknown } = {};

  function add(channel: 'reasoning' | 'content', { item, text }: Record<string, unknown>): void {
    if (text === '') return;
    const isNext = channel in lastItems && lastItems[channel] !== item;
    lastItems[channel] = item;
    answer[channel] += isNext ? `\n${String(text)}` : String(text);
  }

  for (const { type, fields } of events) {
    if (type === 'reasoning-delta') add('reasoning', fields);
    if (type === 'content-delta') add('content', fields);
    if (type === 'item-started' && fields['kind'] === 'tool-call') {
      const call = { name: String(fields['toolName']), argumentsText: '' };
      calls.set(fields['item'], call);
      answer.calls.push(call);
    }
    const call = type === 'tool-arguments-delta' ? calls.get(fields['item']) : undefined;
    if (call) call.argumentsText += String(fields['text']);
    if (type === 'finish') answer.finishReason = String(fields['reason']).replace('tool-call', 'tool_calls');
  }
  return answer;
}

/** The code of the error that a log ended with; null when it finished well or has no end. */
export function errorOf(log: readonly LogEvent[]): string | null {
  const last = log.findLast(isTerminalEvent);
  return last?.type === 'error' ? String(last.fields['code']) : null;
}
