export { createLogger, type Logger, type LogLevel } from './logger.js';
export { Metrics } from './metrics.js';
export type { Counter, Histogram } from 'prom-client';
