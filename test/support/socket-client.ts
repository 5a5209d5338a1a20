import { once } from 'node:events';
import { WebSocket } from 'ws';
import { TEST_KEY, TINY } from './test-cluster.js';

/** A message of a gateway, as far as tests look at it. */
export interface SocketEvent {
  type: string;
  sequence_number?: number;
  status?: number;
  delta?: string;
  error?: { code: string; message: string; param: string | null };
  response?: { id: string; status: string; [field: string]: unknown };
}

type Fields = Record<string, unknown>;

/** A client of responses over a WebSocket that waits for what it wants to see. */
export class SocketClient {
  readonly events: SocketEvent[] = [];
  /** Code and reason with which it was closed; 1006 if it just ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
  private wake: () => void = () => undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (message: Buffer) => {
      this.events.push(JSON.parse(message.toString()) as SocketEvent);
      this.wake();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', (code: number, reason: Buffer) => {
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
  }

  static async open(
    baseUrl: string,
    path = '/v1/responses',
    headers: Record<string, string> = {},
  ): Promise<SocketClient> {
    const url = `${baseUrl.replace('http', 'ws')}${path}`;
    const client = new SocketClient(
      new WebSocket(url, { headers: { authorization: `Bearer ${TEST_KEY}`, ...headers } }),
    );
    await once(client.socket, 'open');
    return client;
  }

  /** Asks for a response, a greedy answer of the tiny model unless told otherwise. */
  ask(input: unknown, fields: Fields = {}): void {
    this.send({ type: 'response.create', model: TINY, input, temperature: 0, ...fields });
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits for an event; of those that came since `from`, the first. Throws when the socket closes without it. */
  async until(isWanted: (event: SocketEvent) => boolean, from = 0): Promise<SocketEvent> {
    for (;;) {
      const found = this.events.slice(from).find(isWanted);
      if (found) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`Closed after ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Asks, and waits for the response to end, or to be refused. */
  async answerTo(input: unknown, fields: Fields = {}): Promise<SocketEvent> {
    const from = this.events.length;
    this.ask(input, fields);
    return this.until(isLast, from);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

/** Whether a response has nothing more to tell after an event. */
export function isLast({ type }: SocketEvent): boolean {
  return ['response.completed', 'response.incomplete', 'response.failed', 'error'].includes(type);
}
