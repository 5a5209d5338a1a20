import { type Server, type Socket, connect, createServer } from 'node:net';

/** A TCP proxy on the loopback interface whose connections can fall silent for ever, while new ones get through. */
export class SilentProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(targetPort: number): Promise<SilentProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The system gave no port');
    const proxy = new SilentProxy(server, address.port);
    server.on('connection', (client) => proxy.join(client, targetPort));
    return proxy;
  }

  /** Nothing passes any more on the connections there are; neither end hears of it. */
  silence(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private join(client: Socket, targetPort: number): void {
    const target = connect(targetPort, '127.0.0.1');
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      // That an end is gone is told to nobody: the other one is kept open until the proxy is closed.
      socket.on('error', () => this.sockets.delete(socket));
    }
    client.pipe(target);
    target.pipe(client);
  }
}
