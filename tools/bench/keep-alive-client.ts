import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

const SILENCE_LIMIT_MS = 120_000;

/** The server had closed the kept connection before it saw the request, so sending it again is safe. */
class StaleConnectionError extends Error {}

/** Sends requests to one server over kept connections, as many at a time as are asked for. */
export class KeepAliveClient {
  private readonly module: typeof http | typeof https;
  private readonly agent: http.Agent;

  constructor(
    private readonly baseUrl: string,
    private readonly key: string | null,
  ) {
    this.module = new URL(baseUrl).protocol === 'https:' ? https : http;
    this.agent = new this.module.Agent({ keepAlive: true });
  }

  get(path: string): Promise<IncomingMessage> {
    return this.send('GET', path, '', this.agent);
  }

  /** Posts JSON; resolves with the response as soon as its headers are there, whatever its status. */
  async post(path: string, json: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
    try {
      return await this.send('POST', path, json, this.agent, headers);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return this.send('POST', path, json, false, headers);
    }
  }

  /** Closes the kept connections. */
  close(): void {
    this.agent.destroy();
  }

  private send(
    method: string,
    path: string,
    body: string,
    agent: http.Agent | false,
    extraHeaders: Record<string, string> = {},
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { method, agent, headers: { ...this.headers(), ...extraHeaders }, timeout: SILENCE_LIMIT_MS };
      const request = this.module.request(`${this.baseUrl}${path}`, options, resolve);
      request.on('timeout', () => request.destroy(new Error(`nothing came for ${SILENCE_LIMIT_MS / 1000} s`)));
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isStale ? new StaleConnectionError(error.message) : error);
      });
      request.end(body);
    });
  }

  private headers(): Record<string, string> {
    const authorization = this.key === null ? {} : { authorization: `Bearer ${this.key}` };
    return { 'content-type': 'application/json', ...authorization };
  }
}

/** The whole body of a response. */
export async function readBody(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const text of textsOf(response)) body += text;
  return body;
}

/** The body as it comes, in pieces that never cut a character. */
export function textsOf(response: IncomingMessage): AsyncIterable<string> {
  return response.setEncoding('utf8');
}
