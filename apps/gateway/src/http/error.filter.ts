import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, ServingError, toServingError } from '#protocol';
import type { Logger } from '#telemetry';
import type { GatewayMetrics } from '../gateway-metrics.js';
import { toErrorAnswer } from './error-answer.js';

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'invalid_json',
  404: 'not_found',
  413: 'request_too_large',
  415: 'unsupported_media_type',
};

/** Answers every request that failed before its first event, in the dialect of its address. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly metrics: Pick<GatewayMetrics, 'refused'>,
    private readonly logger: Logger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const error = fromFramework(thrown);
    this.metrics.refused(error.code);
    if (error.meaning.status >= 500) this.logger.error({ err: error, ...namesOf(request) }, 'a request failed');
    if (reply.raw.destroyed || reply.raw.headersSent) return;
    const { status, headers, body } = toErrorAnswer(error, request.url, request.id);
    void reply.status(status).headers(headers).send(body);
  }
}

/** What Fastify, Nest and their plugins refuse by themselves (no JSON, too large, no such route or file), by our table. */
function fromFramework(thrown: unknown): ServingError {
  const known = thrown instanceof HttpException ? CODE_OF_STATUS[thrown.getStatus()] : undefined;
  const code = known ?? codeOfRefusal(statusOf(thrown));
  return code ? new ServingError(code) : toServingError(thrown);
}

/** Of an error that says with which status it is to be answered; 0 of any other. */
function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const hasStatus = thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number';
  return hasStatus ? Number(thrown.statusCode) : 0;
}

/** What is kept from a client is not there for it. */
function codeOfRefusal(status: number): ErrorCode | undefined {
  if (status < 400 || status >= 500) return undefined;
  return status === 403 || status === 404 ? 'not_found' : 'invalid_request';
}

const LONGEST_CLIENT_ID = 512;

/** Under which names a request can be found in our logs and in those of its client, who has one of its own for it. */
function namesOf({ id, headers }: FastifyRequest): Record<string, string> {
  const sent = headers['x-client-request-id'];
  if (typeof sent !== 'string') return { requestId: id };
  return { requestId: id, clientRequestId: sent.slice(0, LONGEST_CLIENT_ID) };
}
