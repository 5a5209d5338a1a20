import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

/** How one request is answered; without one it is answered as a good server does. */
export type Behaviour =
  | { type: 'status'; status: number; headers?: Record<string, string> }
  | { type: 'redirect'; to: string; headers?: Record<string, string> }
  /** Closes the connection after so many bytes of the body, once they have been taken in: what waits in a stream is lost. */
  | { type: 'cut'; afterBytes: number; after: Promise<void> }
  /** Sends no more after so many bytes of the body, and keeps the connection. */
  | { type: 'stall'; afterBytes: number }
  | { type: 'ignore-range' }
  /** Sends the range whatever `If-Range` says. */
  | { type: 'ignore-if-range' }
  /** Does not say how long the body is. */
  | { type: 'no-length' }
  /** Does not say how long the body is, and sends the file ten times. */
  | { type: 'excess' }
  /** Answers properly, but not before this. */
  | { type: 'hold'; until: Promise<void> };

export interface SeenRequest {
  path: string;
  range: string | null;
  authorization: string | null;
}

interface ServedFile {
  bytes: Buffer;
  validator: string;
}

/** A real HTTP server with range requests, on 127.0.0.1, that can misbehave in order. */
export class FileServer {
  readonly requests: SeenRequest[] = [];
  /** For the requests to come, first to last. */
  readonly behaviours: Behaviour[] = [];
  private readonly files = new Map<string, ServedFile>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FileServer> {
    const server = createServer();
    const fileServer = new FileServer(server);
    server.on('request', (request, response) => void fileServer.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fileServer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The ranges that were asked for, `null` for all of the file. */
  get ranges(): (string | null)[] {
    return this.requests.map(({ range }) => range);
  }

  /** The validator is an entity tag, or a date on which it was last modified. */
  put(path: string, bytes: Buffer, validator = '"first"'): void {
    this.files.set(path, { bytes, validator });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { range, authorization } = request.headers;
    const path = request.url ?? '';
    this.requests.push({ path, range: range ?? null, authorization: authorization ?? null });
    const behaviour = this.behaviours.shift() ?? null;
    if (behaviour?.type === 'status') return void response.writeHead(behaviour.status, behaviour.headers).end();
    if (behaviour?.type === 'redirect')
      return void response.writeHead(302, { location: behaviour.to, ...behaviour.headers }).end();
    if (behaviour?.type === 'hold') await behaviour.until;
    const file = this.files.get(path);
    if (!file) return void response.writeHead(404).end();
    this.serve(file, request, response, behaviour);
  }

  private serve(
    file: ServedFile,
    request: IncomingMessage,
    response: ServerResponse,
    behaviour: Behaviour | null,
  ): void {
    const { bytes, validator } = file;
    const compared = behaviour?.type === 'ignore-if-range' ? null : validator;
    const from = behaviour?.type === 'ignore-range' ? 0 : firstByte(request, compared);
    if (from > 0 && from >= bytes.length)
      return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    const isMeasured = behaviour?.type !== 'no-length' && behaviour?.type !== 'excess';
    const length = isMeasured ? { 'content-length': bytes.length - from } : {};
    const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
    const validated = { [validator.endsWith('"') ? 'etag' : 'last-modified']: validator };
    response.writeHead(from > 0 ? 206 : 200, { ...validated, ...length, ...range });
    if (behaviour?.type === 'excess') return void Readable.from(Array<Buffer>(10).fill(bytes)).pipe(response);
    if (behaviour?.type !== 'cut' && behaviour?.type !== 'stall') return void response.end(bytes.subarray(from));
    response.write(bytes.subarray(from, from + behaviour.afterBytes));
    if (behaviour.type === 'cut') void behaviour.after.then(() => response.destroy());
  }
}

function firstByte({ headers }: IncomingMessage, validator: string | null): number {
  const ifRange = headers['if-range'];
  if (ifRange !== undefined && validator !== null && ifRange !== validator) return 0;
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
}
