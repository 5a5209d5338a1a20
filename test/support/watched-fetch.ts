/** A request as it left this process. */
interface SentRequest {
  url: string;
  body: unknown;
}

/** Watches what is asked through the global `fetch`. What is asked of anybody but this machine is refused. */
export class WatchedFetch {
  readonly requests: SentRequest[] = [];
  /** Addresses outside that somebody wanted to reach. */
  readonly refused: string[] = [];
  private readonly original = globalThis.fetch;

  constructor() {
    globalThis.fetch = (input, init) => this.fetch(input, init);
  }

  stop(): void {
    globalThis.fetch = this.original;
  }

  private fetch(input: Request | URL | string, init?: RequestInit): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input);
    if (new URL(url).hostname !== '127.0.0.1') {
      this.refused.push(url);
      return Promise.reject(new Error(`${url} is outside`));
    }
    this.requests.push({ url, body: typeof init?.body === 'string' ? JSON.parse(init.body) : null });
    return this.original(input, init);
  }
}
