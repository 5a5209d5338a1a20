import { type JsonObject, ServingError, toServingError } from '#protocol';
import type { TextSink } from '../../answers/stream-frames.js';
import type { LiveSocket } from './live-socket.js';
import { parseSocketMessage, toErrorMessage } from './socket-message.js';

/** Answers one request of a connection; an error before its first event is thrown. */
export type AnswerRequest = (body: JsonObject, sink: TextSink) => Promise<void>;

/** One connection that asks for responses, one after the other, until it is closed or `lifetimeMs` old. */
export class ResponseSocket {
  private isAnswering = false;
  private readonly expiry: NodeJS.Timeout;

  constructor(
    private readonly socket: Pick<LiveSocket, 'onMessage' | 'send' | 'reply' | 'close' | 'closed' | 'over'>,
    private readonly answer: AnswerRequest,
    private readonly onRefused: (error: ServingError) => void,
    lifetimeMs: number,
  ) {
    this.expiry = setTimeout(() => this.expire(), lifetimeMs);
    void socket.closed.then(() => clearTimeout(this.expiry));
    socket.onMessage((text) => this.receive(text));
  }

  private receive(text: string | null): void {
    try {
      if (text === null) throw new ServingError('invalid_json', 'A message must be a text.');
      const body = parseSocketMessage(text);
      if (this.isAnswering) throw new ServingError('response_in_progress');
      void this.begin(body);
    } catch (error) {
      this.refuse(error);
    }
  }

  private async begin(body: JsonObject): Promise<void> {
    this.isAnswering = true;
    try {
      await this.answer(body, this.sink());
    } catch (error) {
      this.refuse(error);
    } finally {
      this.isAnswering = false;
    }
  }

  private refuse(thrown: unknown): void {
    const error = toServingError(thrown);
    this.onRefused(error);
    if (!this.socket.over.aborted) this.socket.reply(toErrorMessage(error));
  }

  /** The last event of a response says that it is the last; the connection stays for the next. */
  private sink(): TextSink {
    return {
      write: async (lines) => {
        for (const message of lines.split('\n')) if (message !== '') await this.socket.send(message);
      },
      end: () => undefined,
      abandon: () => undefined,
    };
  }

  private expire(): void {
    this.refuse(new ServingError('connection_expired'));
    this.socket.close('expired');
  }
}
