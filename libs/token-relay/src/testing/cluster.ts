import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { TokenRelayService, type Delivery, type Receipt } from '../generated/token_relay.js';
import { RelayClient, type RelayClientOptions } from '../relay-client.js';
import { toClientCredentials, toServerCredentials, type RelayServerCredentials } from '../relay-credentials.js';
import type { RelayEvent } from '../relay-event.js';
import type { RelayFrame } from '../relay-frame.js';
import { RelayServer } from '../relay-server.js';
import { Record, RecordingReceiver } from './record.js';

/** Gateways and workers of one test, in this process; `stop` ends them all. */
export class RelayCluster {
  private readonly running: (() => Promise<unknown>)[] = [];

  async gateway(port = 0, credentials: RelayServerCredentials = toServerCredentials('plaintext')) {
    const receiver = new RecordingReceiver();
    const server = new RelayServer({ gatewayId: 'gateway-1', credentials }, receiver);
    const boundPort = await server.listen('127.0.0.1', port);
    this.running.push(() => server.close());
    return { receiver, server, port: boundPort, address: `127.0.0.1:${boundPort}` };
  }

  worker(options: Partial<RelayClientOptions> = {}) {
    const events = new Record<RelayEvent>();
    const credentials = toClientCredentials('plaintext');
    const client = new RelayClient({ credentials, observe: events.add, ...options });
    this.running.push(() => client.close());
    return { client, events };
  }

  /** A gateway of which only the wire is real. */
  async bareGateway(deliver: (call: ServerDuplexStream<Delivery, Receipt>) => void) {
    const server = new Server();
    server.addService(TokenRelayService, { deliver });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, boundPort) =>
        error ? reject(error) : resolve(boundPort),
      );
    });
    this.running.push(() => Promise.resolve(server.forceShutdown()));
    return { address: `127.0.0.1:${port}` };
  }

  /** A network between worker and gateway that can be torn, which is what a killed process looks like to the other. */
  async network(gatewayPort: number) {
    const sockets = new Set<Socket>();
    const tear = (): void => sockets.forEach((socket) => socket.destroy());
    const server = createServer((near) => {
      const far = connect(gatewayPort, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on('error', () => undefined).on('close', () => to.destroy());
        from.pipe(to);
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.running.push(() => (tear(), new Promise((resolve) => server.close(resolve))));
    return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, tear };
  }

  /** Workers first: a gateway that goes first would be looked for again. */
  async stop(): Promise<void> {
    for (const end of this.running.splice(0).reverse()) await end();
  }
}

/** A frame whose body is its own name. */
export function frame(gatewayAddress: string, generationId: string, sequence: number, terminal = false): RelayFrame {
  return {
    gatewayAddress,
    generationId,
    timeline: 'timeline',
    sequence,
    frameBody: Buffer.from(`${generationId}/${sequence}`),
    terminal,
  };
}

export const isAccepted = (event: RelayEvent): boolean => event.type === 'stream-accepted';
export const isLost = (event: RelayEvent): event is Extract<RelayEvent, { type: 'stream-lost' }> =>
  event.type === 'stream-lost';
