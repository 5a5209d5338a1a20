import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toErrorBody } from '#openai-api';
import { type ErrorCode, ServingError, toServingError } from '#protocol';
import type { Logger } from '#telemetry';
import type { GatewayMetrics } from '../gateway-metrics.js';

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'invalid_json',
  404: 'not_found',
  413: 'request_too_large',
  415: 'unsupported_media_type',
};

/** Answers every request that failed before its first event, in OpenAI's shape. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly metrics: GatewayMetrics,
    private readonly logger: Logger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const error = fromFramework(thrown);
    this.metrics.refused(error.code);
    if (error.meaning.status >= 500) this.logger.error({ err: error, requestId: request.id }, 'a request failed');
    if (reply.raw.destroyed || reply.raw.headersSent) return;
    if (error.retryAfterSeconds !== null) void reply.header('retry-after', String(error.retryAfterSeconds));
    void reply.status(error.meaning.status).send(toErrorBody(error));
  }
}

/** What Fastify and Nest refuse by themselves (no JSON, too large, no such route), by our table. */
function fromFramework(thrown: unknown): ServingError {
  if (!(thrown instanceof HttpException)) return toServingError(thrown);
  const code = CODE_OF_STATUS[thrown.getStatus()];
  return code ? new ServingError(code) : toServingError(thrown);
}
