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
    redact: {
      paths: ['authorization', 'apiKey', 'password', '*.authorization', '*.apiKey', '*.password'],
      remove: true,
    },
  });
}
