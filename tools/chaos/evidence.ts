import type { Answer } from './chat-stream.js';
import type { LogEvent } from './generation-log.js';
import type { Mark, RequestHistory, StreamEvent } from './history.js';

/** Everything that is known of one accepted request after its end. */
export interface Evidence {
  history: RequestHistory;
  /** The whole stream, replayed after the end from position 0 in the request's own dialect. */
  replay: StreamEvent[];
  /** The log of each choice. */
  logs: LogEvent[][];
  /** What the same question brought before anything was disturbed. */
  undisturbed: Answer;
  /** What was done to the cluster while the request ran. */
  marks: readonly Mark[];
}

/** The promises; a broken one is told under this name. */
export type Property =
  | 'delivery'
  | 'prefix'
  | 'one-end'
  | 'accounting'
  | 'answer'
  | 'cancellation'
  | 'ending'
  | 'permanence'
  | 'status'
  | 'process';

export interface Violation {
  property: Property;
  /** Of the request, or null where none is concerned. */
  request: number | null;
  message: string;
}

/** One promise. Empty when it was kept. */
export type Check = (evidence: Evidence) => string[];
