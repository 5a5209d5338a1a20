import { type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

/**
 * Finds the master by asking Sentinels, and leaves one that is a master no longer as soon as a Sentinel says so.
 * In ioredis 6.0.0 that word ends a connection for ever if it comes while the connection, already lost, is asking where the
 * master is: `disconnect` is then taken for the wish of whoever owns the connection. So nobody listens while it asks.
 */
export class MasterConnector extends SentinelConnector {
  constructor(options: unknown) {
    // What ioredis hands over is all options of the connection; its type for connectors of others does not say so.
    super(options as SentinelConnectionOptions);
  }

  override connect(...args: Parameters<SentinelConnector['connect']>): ReturnType<SentinelConnector['connect']> {
    // Ends those who listen since the last time; what it ends besides is over already when somebody connects.
    this.disconnect();
    return super.connect(...args);
  }
}
