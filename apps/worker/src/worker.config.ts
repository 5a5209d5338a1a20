import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
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
import type { PreemptionLimits } from './lifecycle/choose-victim.js';
import { ENGINE_SETTINGS, toEngineOptions } from './engine.config.js';
import type { LlamaEngineOptions } from './engine/llama-engine.js';
import type { ModelFileOptions } from './model-files/model-file-options.js';
import { MODEL_FILE_SETTINGS, toModelFileOptions } from './model-files/model-file-settings.js';

/** Everything a worker can be told, read once at start. */
export interface WorkerConfig {
  workerId: string;
  redisUrl: string;
  /** Name under which the model is served; `null` takes the one in the model file. */
  modelName: string | null;
  /** Its `modelPath` may be any source that `resolveModelFile` understands. */
  engine: LlamaEngineOptions;
  /** Whether the output is kept to valid Harmony. */
  isGuarded: boolean;
  modelFiles: ModelFileOptions;
  /** Recorded answers instead of a model, for tests; the product never sets this. */
  scriptFile: string | null;
  paceTokensPerSecond: number;
  /** What a generation of a lower class is spared when a higher one waits and no slot is free. */
  preemption: PreemptionLimits;
  /** How long a drain may take when the ledger is away; what is not in the log then was shown to nobody. */
  drainMs: number;
  relayTls: RelayTls;
  operations: { host: string; port: number };
  logLevel: LogLevel;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** One Redis, or Sentinels who know where it is. */
const redisAddress = makeValidator<string>((text) => {
  redisOptions(text);
  return text;
});

/** Throws a `ConfigurationError` that names everything that is wrong. */
export function readWorkerConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  const settings = readEnvironment(environment, {
    REDIS_URL: redisAddress({ default: 'redis://127.0.0.1:6379' }),
    MODEL_PATH: str({ desc: 'must name the GGUF file of the model, or where it is fetched from' }),
    MODEL_NAME: str({ default: '' }),
    ...MODEL_FILE_SETTINGS,
    ...ENGINE_SETTINGS,
    WORKER_GUARD: bool({ default: true }),
    WORKER_SCRIPT_FILE: str({ default: '' }),
    WORKER_PACE_TOKENS_PER_SECOND: wholeNumber({ min: 0, max: 100_000 })({ default: 0 }),
    WORKER_PREEMPT_MIN_RUN_MS: wholeNumber({ min: 0, max: 3_600_000 })({ default: 100 }),
    WORKER_PREEMPT_MOST: wholeNumber({ min: 0, max: 1_000_000 })({ default: 64 }),
    WORKER_DRAIN_SECONDS: wholeNumber({ min: 1, max: 86_400 })({ default: 20 }),
    WORKER_HOST: host({ default: '127.0.0.1' }),
    WORKER_PORT: port({ default: 9091 }),
    ...RELAY_SETTINGS,
    LOG_LEVEL: str({ default: 'info', choices: LOG_LEVELS }),
  });
  return {
    workerId: `${hostname()}-${randomBytes(4).toString('hex')}`,
    redisUrl: settings.REDIS_URL,
    modelName: settings.MODEL_NAME || null,
    engine: toEngineOptions(settings.MODEL_PATH, settings),
    isGuarded: settings.WORKER_GUARD,
    modelFiles: toModelFileOptions(settings),
    scriptFile: settings.WORKER_SCRIPT_FILE || null,
    paceTokensPerSecond: settings.WORKER_PACE_TOKENS_PER_SECOND,
    preemption: {
      minRunMs: settings.WORKER_PREEMPT_MIN_RUN_MS,
      mostPreemptions: settings.WORKER_PREEMPT_MOST,
    },
    drainMs: settings.WORKER_DRAIN_SECONDS * 1_000,
    relayTls: toRelayTls(settings),
    operations: { host: settings.WORKER_HOST, port: settings.WORKER_PORT },
    logLevel: settings.LOG_LEVEL as LogLevel,
  };
}
