import { foldChat } from './chat-stream.js';
import type { Evidence } from './evidence.js';
import { chunk, WHOLE_STREAM } from './fake-generation-server.js';
import type { LogEvent } from './generation-log.js';
import type { Connection, ReceivedEvent, StreamEvent } from './history.js';
import { calmRequest, type RequestPlan } from './request-plan.js';
import type { Question } from './questions.js';

export const COUNTING: Question = { kind: 'counting', text: 'Count from 1 to 5.', fields: {} };

/** The whole stream of one choice as a gateway replays it. */
export const REPLAY: StreamEvent[] = WHOLE_STREAM.map((event) => ({ ...event, name: '' }));

/** The log that this stream is the rendering of. */
export const LOG: LogEvent[] = [
  logEvent(1, 'item-started', { item: 0, kind: 'answer', toolName: '' }, [7]),
  ...['1', ', 2', ', 3', ', 4', ', 5'].map((text, index) =>
    logEvent(index + 1, 'content-delta', { item: 0, text }, [index]),
  ),
  logEvent(7, 'finish', { reason: 'stop', usage: { completionTokens: 6 } }),
];

export function logEvent(sequence: number, type: string, fields: object, tokenIds: number[] = []): LogEvent {
  return { sequence, type, tokenIds, fields: { type, ...fields } };
}

/** One event per 40 ms. */
export function connection(events: readonly StreamEvent[], changes: Partial<Connection> = {}): Connection {
  const received = events.map((event, index): ReceivedEvent => ({ ...event, atMs: index * 40 }));
  const endedAtMs = received.length * 40;
  return {
    gateway: 0,
    lastEventId: null,
    status: 200,
    events: received,
    ending: 'terminal',
    openedAtMs: 0,
    endedAtMs,
    ...changes,
  };
}

/** A request that was cut in its middle, went on elsewhere, and got everything. */
export function goodEvidence(changes: Partial<Evidence> & { plan?: Partial<RequestPlan> } = {}): Evidence {
  const { plan: planned, ...others } = changes;
  const plan = { ...calmRequest(COUNTING, 1), isResumable: true, returnsAfterCut: true, ...planned };
  const connections = [connection(REPLAY.slice(0, 3), { ending: 'cut' }), connection(REPLAY.slice(3), { gateway: 1 })];
  const [undisturbed] = foldChat(REPLAY, 1);
  if (!undisturbed) throw new Error('The stream has no choice');
  return {
    history: { plan, generationIds: ['gen_one'], connections, outcome: 'complete' },
    replay: REPLAY,
    logs: [LOG],
    undisturbed,
    marks: [],
    ...others,
  };
}

/** The same, but the client received other events. */
export function received(events: readonly StreamEvent[], changes: Partial<Evidence['history']> = {}): Evidence {
  const good = goodEvidence();
  return goodEvidence({ history: { ...good.history, connections: [connection(events)], ...changes } });
}

/** Two choices of which each counts, interleaved in the given order of their numbers. */
export function interleaved(order: readonly number[], positions: readonly string[]): StreamEvent[] {
  const said = [0, 0];
  return order.map((choice, index) => {
    const text = `${choice}:${said[choice]}`;
    said[choice] = (said[choice] ?? 0) + 1;
    return { id: positions[index] ?? '', name: '', data: chunk({ content: text }, null, choice) };
  });
}
