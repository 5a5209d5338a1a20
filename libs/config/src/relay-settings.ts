import { bool, str } from 'envalid';
import { ConfigurationError } from './read-environment.js';

/** The settings of the relay's transport, the same for gateways and workers. */
export const RELAY_SETTINGS = {
  RELAY_PLAINTEXT: bool({ default: false }),
  RELAY_TLS_CERTIFICATE: str({ default: '' }),
  RELAY_TLS_KEY: str({ default: '' }),
  RELAY_TLS_AUTHORITY: str({ default: '' }),
  RELAY_TLS_SERVER_NAME: str({ default: '' }),
};

interface RelaySettings {
  RELAY_PLAINTEXT: boolean;
  RELAY_TLS_CERTIFICATE: string;
  RELAY_TLS_KEY: string;
  RELAY_TLS_AUTHORITY: string;
  RELAY_TLS_SERVER_NAME: string;
}

/** Files for mutual TLS, or `plaintext` when that was asked for in so many words. Throws a `ConfigurationError` otherwise. */
export function toRelayTls(settings: RelaySettings) {
  if (settings.RELAY_PLAINTEXT) return 'plaintext' as const;
  const files = {
    certificateFile: settings.RELAY_TLS_CERTIFICATE,
    keyFile: settings.RELAY_TLS_KEY,
    caFile: settings.RELAY_TLS_AUTHORITY,
    serverName: settings.RELAY_TLS_SERVER_NAME || undefined,
  };
  if (!files.certificateFile || !files.keyFile || !files.caFile) {
    throw new ConfigurationError([
      'RELAY_TLS_CERTIFICATE, RELAY_TLS_KEY and RELAY_TLS_AUTHORITY: must all name a file, or RELAY_PLAINTEXT must be true',
    ]);
  }
  return files;
}
