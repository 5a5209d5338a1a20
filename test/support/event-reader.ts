import { createParser } from 'eventsource-parser';
import { TEST_KEY, TINY } from './test-cluster.js';

/** One server-sent event as it came. */
export interface ReadEvent {
  id: string;
  name: string;
  data: string;
}

/** A client of an event stream that can wait for what it wants to see, and leave. */
export class EventReader {
  readonly events: ReadEvent[] = [];
  /** Resolves when the stream is over, however it ended; whether it was whole. */
  readonly ended: Promise<'whole' | 'cut'>;
  private readonly leaving = new AbortController();
  private watchers: (() => void)[] = [];
  private isOver = false;

  private constructor(
    readonly response: Response,
    leaving: AbortController,
  ) {
    this.leaving = leaving;
    this.ended = this.read();
  }

  /** Asks for a stream; resolves when its headers are there. */
  static async open(url: string, init: RequestInit = {}, key = TEST_KEY): Promise<EventReader> {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers };
    return new EventReader(await fetch(url, { ...init, headers, signal: leaving.signal }), leaving);
  }

  /** Streams a greedy answer of the tiny model. */
  static chat(
    baseUrl: string,
    question: string,
    extra: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<EventReader> {
    const messages = [{ role: 'user', content: question }];
    const body = JSON.stringify({ model: TINY, messages, stream: true, temperature: 0, ...extra });
    return EventReader.open(`${baseUrl}/v1/chat/completions`, { method: 'POST', body, headers });
  }

  /** Goes on with a generation behind what this reader has, at any gateway. */
  resume(baseUrl: string): Promise<EventReader> {
    const headers = { 'last-event-id': this.lastId };
    return EventReader.open(`${baseUrl}/v1/generations/${this.generationId}/events`, { headers });
  }

  get generationId(): string {
    return this.response.headers.get('x-harmonium-generation-id') ?? '';
  }

  get lastId(): string {
    return this.events.at(-1)?.id ?? '';
  }

  get isDone(): boolean {
    return this.events.at(-1)?.data === '[DONE]';
  }

  /** What the stream's chunks of content and reasoning make together. */
  get content(): string {
    return this.deltas('content');
  }

  get reasoning(): string {
    return this.deltas('reasoning');
  }

  /** Waits until something is so of what came; rejects when the stream ends before. */
  async until(condition: (reader: this) => boolean): Promise<void> {
    while (!condition(this)) {
      if (this.isOver) throw new Error(`The stream ended before: ${JSON.stringify(this.events.slice(-5))}`);
      await new Promise<void>((resolve) => this.watchers.push(resolve));
    }
  }

  leave(): void {
    this.leaving.abort();
  }

  private deltas(field: 'content' | 'reasoning'): string {
    return this.events.map(({ data }) => deltaOf(data, field)).join('');
  }

  private async read(): Promise<'whole' | 'cut'> {
    const parser = createParser({
      onEvent: ({ id = '', event: name = '', data }) => {
        this.events.push({ id, name, data });
        this.wake();
      },
    });
    try {
      if (this.response.body) {
        for await (const text of this.response.body.pipeThrough(new TextDecoderStream())) parser.feed(text);
      }
      return 'whole';
    } catch {
      return 'cut';
    } finally {
      this.isOver = true;
      this.wake();
    }
  }

  private wake(): void {
    for (const resolve of this.watchers.splice(0)) resolve();
  }
}

function deltaOf(data: string, field: 'content' | 'reasoning'): string {
  if (data === '[DONE]') return '';
  const chunk = JSON.parse(data) as { choices?: { delta: Partial<Record<typeof field, string>> }[] };
  return chunk.choices?.[0]?.delta[field] ?? '';
}
