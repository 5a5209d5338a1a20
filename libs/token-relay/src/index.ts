export type { ReceivedFrame, RelayReceiver } from './incoming-stream.js';
export { RelayClient } from './relay-client.js';
export type { RelayClientOptions } from './relay-client.js';
export { toClientCredentials, toServerCredentials } from './relay-credentials.js';
export type { RelayClientCredentials, RelayServerCredentials, RelayTls, RelayTlsFiles } from './relay-credentials.js';
export type { RelayEvent } from './relay-event.js';
export type { RelayFrame } from './relay-frame.js';
export { RelayServer } from './relay-server.js';
export type { RelayServerOptions } from './relay-server.js';
