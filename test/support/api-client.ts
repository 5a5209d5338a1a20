import { createParser } from 'eventsource-parser';
import { TEST_KEY } from './test-cluster.js';

/** An answer with its body as JSON. */
export interface JsonAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** Asks any route of a gateway, as nobody's official client. */
export class ApiClient {
  constructor(private readonly baseUrl: string) {}

  get(path: string): Promise<JsonAnswer> {
    return this.ask('GET', path);
  }

  post(path: string, body: unknown): Promise<JsonAnswer> {
    return this.ask('POST', path, body);
  }

  delete(path: string): Promise<JsonAnswer> {
    return this.ask('DELETE', path);
  }

  /** The data of all events of a stream but `[DONE]`, in order. */
  async stream(path: string, body?: unknown): Promise<Record<string, unknown>[]> {
    const response = await this.fetch(body === undefined ? 'GET' : 'POST', path, body);
    if (!response.ok) throw new Error(`There is no stream, but ${response.status} ${await response.text()}`);
    const events: Record<string, unknown>[] = [];
    const parser = createParser({
      onEvent: ({ data }) => {
        if (data !== '[DONE]') events.push(JSON.parse(data) as Record<string, unknown>);
      },
    });
    parser.feed(await response.text());
    return events;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<JsonAnswer> {
    const response = await this.fetch(method, path, body);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  private fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
