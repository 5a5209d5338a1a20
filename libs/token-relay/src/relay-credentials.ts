import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ChannelCredentials, experimental, ServerCredentials } from '@grpc/grpc-js';

const RELOAD_INTERVAL_MS = 10_000;

/** Paths of PEM files. The same authority signs both sides: a gateway accepts exactly the workers that it signed. */
export interface RelayTlsFiles {
  certificateFile: string;
  keyFile: string;
  caFile: string;
  /** The name that gateways' certificates carry, for when workers dial by address. Left out: the host that is dialled. */
  serverName?: string | undefined;
}

/** How the relay is protected. There is no default: whoever wants no protection has to write `'plaintext'`. */
export type RelayTls = RelayTlsFiles | 'plaintext';

export type RelayServerCredentials = ServerCredentials;

export interface RelayClientCredentials {
  channel: ChannelCredentials;
  serverName: string | null;
}

/**
 * Credentials of a gateway. With TLS, workers must show a certificate of the same authority.
 * The files are read here once, and what is wrong with them is thrown. From then on they are read again every
 * `reloadIntervalMs`, and new connections use what was found; while files are unreadable or do not belong together (in
 * the middle of a rotation) new connections are refused. Streams that are open stay open.
 */
export function toServerCredentials(tls: RelayTls, reloadIntervalMs = RELOAD_INTERVAL_MS): RelayServerCredentials {
  if (tls === 'plaintext') return ServerCredentials.createInsecure();
  const provider = watch(tls, reloadIntervalMs);
  // One provider for both: 1.14.7 swaps the two arguments.
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** Credentials of a worker; files are checked and read again as with `toServerCredentials`. */
export function toClientCredentials(tls: RelayTls, reloadIntervalMs = RELOAD_INTERVAL_MS): RelayClientCredentials {
  if (tls === 'plaintext') return { channel: ChannelCredentials.createInsecure(), serverName: null };
  const provider = watch(tls, reloadIntervalMs);
  return {
    channel: experimental.createCertificateProviderChannelCredentials(provider, provider),
    serverName: tls.serverName ?? null,
  };
}

function watch(files: RelayTlsFiles, refreshIntervalMs: number): experimental.CertificateProvider {
  createSecureContext({
    cert: readFileSync(files.certificateFile),
    key: readFileSync(files.keyFile),
    ca: readFileSync(files.caFile),
  });
  return new experimental.FileWatcherCertificateProvider({
    certificateFile: files.certificateFile,
    privateKeyFile: files.keyFile,
    caCertificateFile: files.caFile,
    refreshIntervalMs,
  });
}
