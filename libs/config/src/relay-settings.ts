import { bool, str } from 'envalid';

const tlsFile = str({
  default: undefined,
  requiredWhen: ({ RELAY_PLAINTEXT: isPlaintext }) => !isPlaintext,
  desc: 'must name a file, or RELAY_PLAINTEXT must be true',
});

/** The settings of the relay's transport, the same for gateways and workers. */
export const RELAY_SETTINGS = {
  RELAY_PLAINTEXT: bool({ default: false }),
  RELAY_TLS_CERTIFICATE: tlsFile,
  RELAY_TLS_KEY: tlsFile,
  RELAY_TLS_AUTHORITY: tlsFile,
  RELAY_TLS_SERVER_NAME: str({ default: undefined }),
};

interface RelaySettings {
  RELAY_PLAINTEXT: boolean;
  RELAY_TLS_CERTIFICATE: string | undefined;
  RELAY_TLS_KEY: string | undefined;
  RELAY_TLS_AUTHORITY: string | undefined;
  RELAY_TLS_SERVER_NAME: string | undefined;
}

/** Files for mutual TLS, or `plaintext` when that was asked for in so many words. */
export function toRelayTls(settings: RelaySettings) {
  if (settings.RELAY_PLAINTEXT) return 'plaintext' as const;
  return {
    certificateFile: settings.RELAY_TLS_CERTIFICATE ?? '',
    keyFile: settings.RELAY_TLS_KEY ?? '',
    caFile: settings.RELAY_TLS_AUTHORITY ?? '',
    serverName: settings.RELAY_TLS_SERVER_NAME,
  };
}
