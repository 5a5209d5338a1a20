import { type Logger as PinoLogger, pino } from 'pino';

/** Structured logs, one JSON object per line on standard output. Prompts and answers are never logged. */
export type Logger = PinoLogger;

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** The logger of one process. Fields that could hold a secret are removed wherever they turn up. */
export function createLogger(service: string, level: LogLevel): Logger {
  return pino({
    level,
    base: { service, pid: process.pid },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    redact: {
      paths: ['authorization', 'apiKey', 'password', '*.authorization', '*.apiKey', '*.password'],
      remove: true,
    },
  });
}

/**
 * What may be known of an error: its kind, what it says, where it happened, and its causes. Other properties stay out of
 * the log; a Redis client's errors, for one, carry the command that failed, password and all.
 */
export function describeError(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const code: unknown = 'code' in thrown ? thrown.code : undefined;
  return {
    type: name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}
