import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import {
  RELAY_SETTINGS,
  bool,
  host,
  makeValidator,
  port,
  readEnvironment,
  str,
  toRelayTls,
  wholeNumber,
} from '#config';
import { redisOptions } from '#ledger';
import type { LogLevel } from '#telemetry';
import type { RelayTls } from '#token-relay';
import type { ThinkingBudgets, ToolBinding } from './generations/compile-rules.js';
import { type ApiKeyEntry, parseApiKeys } from './http/api-key-entries.js';
import type { CorsOrigins } from './http/cors.js';
import type { EventStreamOptions } from './http/event-stream.js';
import { type ModelAlias, parseModelAliases } from './models/model-aliases.js';
import type { HttpServerOptions } from './http/http-server.js';

/** Everything a gateway can be told, read once at start. */
export interface GatewayConfig {
  gatewayId: string;
  /** In production an unsafe Redis is a reason not to start. */
  isProduction: boolean;
  redisUrl: string;
  apiKeys: readonly ApiKeyEntry[];
  http: { host: string; port: number } & HttpServerOptions;
  relay: { host: string; port: number; tls: RelayTls; advertisedAddress: string | null };
  eventStream: EventStreamOptions;
  /** How long a generation goes on when nobody follows it, because its gateway died or, if it is resumable, its client left. */
  graceMs: { foreground: number; resumable: number };
  holdStatusMs: number;
  /** How long a generation that somebody paused is kept. */
  pausedRetentionMs: number;
  /**
   * How long a stored response, and a conversation, is kept after it was used last. Redis holds all of them: each response takes
   * about 2 kB, 11 kB for every 1,000 tokens of thought, which are sealed and hardly compress, and less than half of its other
   * texts. So 10,000 a day with 1,000 tokens of thought each make 0.9 GB in a week.
   */
  storedResponsesMs: number;
  /** Secrets under which thoughts are sealed for clients; none: the cluster makes one up. */
  sealingSecrets: readonly Uint8Array[];
  toolBinding: ToolBinding;
  thinkingBudgets: ThinkingBudgets;
  modelAliases: readonly ModelAlias[];
  /** Whether a conversation goes on, if possible, where its prefix is. */
  hasPrefixAffinity: boolean;
  logLevel: LogLevel;
}

/** Under which Nest knows the configuration, which is a plain value. */
export const GATEWAY_CONFIG = Symbol('GatewayConfig');

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
const WILDCARD_HOSTS = new Set(['0.0.0.0', '::']);
const HOLD_STATUS_MS = 2_000;
const HOUR_MS = 3_600_000;

/** One Redis, or Sentinels who know where it is. */
const redisAddress = makeValidator<string>((text) => {
  redisOptions(text);
  return text;
});

/** Other names of models, such as `gpt-4o=gpt-oss-20b,claude-*=gpt-oss-120b`. */
const modelAliases = makeValidator<readonly ModelAlias[]>(parseModelAliases);

/** Tokens for each effort, such as `low=512,medium=2048`. */
const thinkingBudgets = makeValidator<ThinkingBudgets>((text) =>
  Object.fromEntries(
    text.split(',').map((one) => {
      const [, effort, tokens] = /^\s*(low|medium|high)=([1-9]\d{0,6})\s*$/.exec(one) ?? [];
      if (!effort) throw new Error(`"${one}" is not an effort and a number of tokens, such as low=512`);
      return [effort, Number(tokens)];
    }),
  ),
);

const SHORTEST_SECRET_CHARACTERS = 32;

/** Secrets separated by commas; what they say never stands in an error. */
const sealingSecrets = makeValidator<readonly Uint8Array[]>((text) =>
  text
    .split(',')
    .filter(Boolean)
    .map((secret) => {
      if (secret.length >= SHORTEST_SECRET_CHARACTERS) return Buffer.from(secret);
      throw new Error(`each secret must have at least ${SHORTEST_SECRET_CHARACTERS} characters`);
    }),
);

/** Keys separated by commas, each with its tenant and scopes if they are not the default ones. */
const apiKeys = makeValidator<readonly ApiKeyEntry[]>((text) =>
  parseApiKeys(
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
  ),
);

/** Origins as browsers name them, separated by commas, or `*` for any. */
const corsOrigins = makeValidator<CorsOrigins>((text) => {
  if (text.trim() === '*') return '*';
  const origins = text
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
  const wrong = origins.find((origin) => !isOrigin(origin));
  if (wrong === undefined) return origins;
  throw new Error(`"${wrong}" is no origin such as https://chat.example.com, written as browsers do`);
});

/** Programs that only look like pages have origins too, such as app://obsidian.md, of which the standard knows nothing. */
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^/\s*A-Z]+$/.test(text) || !URL.canParse(text)) return false;
  return [text, 'null'].includes(new URL(text).origin);
}

/** Throws a `ConfigurationError` that names everything that is wrong. */
export function readGatewayConfig(environment: NodeJS.ProcessEnv): GatewayConfig {
  const settings = readEnvironment(environment, {
    NODE_ENV: str({ default: 'development' }),
    REDIS_URL: redisAddress({ default: 'redis://127.0.0.1:6379' }),
    HARMONIUM_API_KEYS: apiKeys({ desc: 'must hold at least one key' }),
    GATEWAY_HOST: host({ default: '127.0.0.1' }),
    GATEWAY_PORT: port({ default: 8080 }),
    GATEWAY_BODY_LIMIT_BYTES: wholeNumber({ min: 1_024, max: 2 ** 30 })({ default: 8 * 2 ** 20 }),
    GATEWAY_CORS_ORIGINS: corsOrigins({ default: [] }),
    GATEWAY_HEARTBEAT_SECONDS: wholeNumber({ min: 1, max: 3_600 })({ default: 15 }),
    GATEWAY_THINKING_BUDGETS: thinkingBudgets({ default: {} }),
    GATEWAY_SEALING_SECRETS: sealingSecrets({ default: [] }),
    GATEWAY_TOOL_BINDING: str({ default: 'strict', choices: ['strict', 'always'] }),
    GATEWAY_MODEL_ALIASES: modelAliases({ default: [] }),
    GATEWAY_PREFIX_AFFINITY: bool({ default: true }),
    GATEWAY_UNFOLLOWED_SECONDS: wholeNumber({ min: 1, max: 86_400 })({ default: 30 }),
    GATEWAY_RESUMABLE_SECONDS: wholeNumber({ min: 1, max: 30 * 86_400 })({ default: 600 }),
    GATEWAY_PAUSED_RETENTION_HOURS: wholeNumber({ min: 1, max: 8_784 })({ default: 168 }),
    GATEWAY_STORED_RESPONSES_HOURS: wholeNumber({ min: 1, max: 8_784 })({ default: 168 }),
    GATEWAY_STALLED_SECONDS: wholeNumber({ min: 1, max: 86_400 })({ default: 60 }),
    RELAY_HOST: host({ default: '127.0.0.1' }),
    RELAY_PORT: port({ default: 9090 }),
    RELAY_ADVERTISED_ADDRESS: str({
      default: undefined,
      requiredWhen: ({ RELAY_HOST: relayHost }) => WILDCARD_HOSTS.has(String(relayHost)),
      desc: 'must say where workers reach this gateway (host:port) when RELAY_HOST is a wildcard',
    }),
    ...RELAY_SETTINGS,
    LOG_LEVEL: str({ default: 'info', choices: LOG_LEVELS }),
  });
  return {
    gatewayId: `${hostname()}-${randomBytes(4).toString('hex')}`,
    isProduction: settings.NODE_ENV === 'production',
    redisUrl: settings.REDIS_URL,
    apiKeys: settings.HARMONIUM_API_KEYS,
    http: {
      host: settings.GATEWAY_HOST,
      port: settings.GATEWAY_PORT,
      bodyLimitBytes: settings.GATEWAY_BODY_LIMIT_BYTES,
      corsOrigins: settings.GATEWAY_CORS_ORIGINS,
    },
    relay: {
      host: settings.RELAY_HOST,
      port: settings.RELAY_PORT,
      tls: toRelayTls(settings),
      advertisedAddress: settings.RELAY_ADVERTISED_ADDRESS ?? null,
    },
    eventStream: {
      heartbeatMs: settings.GATEWAY_HEARTBEAT_SECONDS * 1_000,
      stalledMs: settings.GATEWAY_STALLED_SECONDS * 1_000,
    },
    graceMs: {
      foreground: settings.GATEWAY_UNFOLLOWED_SECONDS * 1_000,
      resumable: settings.GATEWAY_RESUMABLE_SECONDS * 1_000,
    },
    holdStatusMs: HOLD_STATUS_MS,
    pausedRetentionMs: settings.GATEWAY_PAUSED_RETENTION_HOURS * HOUR_MS,
    storedResponsesMs: settings.GATEWAY_STORED_RESPONSES_HOURS * HOUR_MS,
    sealingSecrets: settings.GATEWAY_SEALING_SECRETS,
    thinkingBudgets: settings.GATEWAY_THINKING_BUDGETS,
    toolBinding: settings.GATEWAY_TOOL_BINDING as ToolBinding,
    modelAliases: settings.GATEWAY_MODEL_ALIASES,
    hasPrefixAffinity: settings.GATEWAY_PREFIX_AFFINITY,
    logLevel: settings.LOG_LEVEL as LogLevel,
  };
}
