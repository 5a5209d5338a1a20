import { isIPv6 } from 'node:net';
import { Server } from '@grpc/grpc-js';
import { CHANNEL_OPTIONS } from './channel-options.js';
import { TokenRelayService, type TokenRelayServer } from './generated/token_relay.js';
import { IncomingStream, type RelayReceiver } from './incoming-stream.js';
import type { RelayServerCredentials } from './relay-credentials.js';

export interface RelayServerOptions {
  gatewayId: string;
  credentials: RelayServerCredentials;
}

/** The gateway's end of the relay: accepts the streams of workers and hands their frames to the receiver. */
export class RelayServer {
  private readonly server = new Server(CHANNEL_OPTIONS);

  constructor(
    private readonly options: RelayServerOptions,
    receiver: RelayReceiver,
  ) {
    const handlers: TokenRelayServer = {
      deliver: (call) => new IncomingStream(call, receiver).accept(options.gatewayId),
    };
    this.server.addService(TokenRelayService, handlers);
  }

  /** Resolves with the port that was bound, which is only news for port 0. Rejects if it cannot be bound. */
  listen(host: string, port: number): Promise<number> {
    const address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    return new Promise((resolve, reject) => {
      this.server.bindAsync(address, this.options.credentials, (error, boundPort) => {
        if (error) reject(error);
        else resolve(boundPort);
      });
    });
  }

  /** Ends every stream at once, which cuts what is running on them, and frees the port. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.tryShutdown(() => resolve());
      this.server.forceShutdown();
    });
  }
}
