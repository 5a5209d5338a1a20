import type { Role } from './schedule.js';
import type { RequestPlan } from './request-plan.js';

/** One server-sent event. `id` is empty where the server gave none. */
export interface StreamEvent {
  id: string;
  /** The event's name; empty for the default. */
  name: string;
  data: string;
}

/** Times are `performance.now()` of the campaign's process. */
export interface ReceivedEvent extends StreamEvent {
  atMs: number;
}

/**
 * How a connection ended: with the stream's last event, without it, by the client that went away (as planned, or
 * because nothing came for long), or before it brought any event of a stream.
 */
export type ConnectionEnding = 'terminal' | 'cut' | 'left' | 'silent' | 'no-stream';

/** One answer of one gateway, as the client saw it. */
export interface Connection {
  gateway: number;
  /** Where the client wanted to go on; null for the request itself and where it had nothing yet. */
  lastEventId: string | null;
  /** Null: no answer came. */
  status: number | null;
  events: ReceivedEvent[];
  ending: ConnectionEnding;
  openedAtMs: number;
  endedAtMs: number;
}

/**
 * How a request ended for its client. `complete`: with a terminal event; `left`: it went away for good; `cut`: the stream of a
 * foreground request broke and it did not come back; `refused`: a status said no; `unanswered`: no answer, accepted or not;
 * `gone`: accepted, but unknown when it came back; `given-up`: no end within the time limit.
 */
export type RequestOutcome = 'complete' | 'left' | 'cut' | 'refused' | 'unanswered' | 'gone' | 'given-up';

/** Everything a client saw of one request. */
export interface RequestHistory {
  plan: RequestPlan;
  /** One per choice, as the response header told them; empty when no stream began. */
  generationIds: string[];
  connections: Connection[];
  outcome: RequestOutcome;
}

/** When something was done to the cluster; `running` generations were on the worker that was hit. */
export interface Mark {
  name: string;
  role: Role | 'redis';
  seat: number;
  fromMs: number;
  /** When the process was up again. */
  untilMs: number;
  running: number;
}

/** All events that the client received, over all connections, in order. */
export function receivedEvents({ connections }: RequestHistory): ReceivedEvent[] {
  return connections.flatMap(({ events }) => events);
}

/** Whether a cluster had accepted it for sure. */
export function wasAccepted({ outcome }: RequestHistory): boolean {
  return outcome !== 'refused' && outcome !== 'unanswered';
}
