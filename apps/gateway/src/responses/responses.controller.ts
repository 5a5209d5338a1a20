import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AskedResponse, parseCompactRequest, parseResponseRequest, toGenerationRequest } from '#openai-api';
import { Answers } from '../answers/answers.js';
import { requestContext } from '../answers/request-context.js';
import { Admission } from '../generations/admission.js';
import type { OpenAnswer } from '../http/open-answer.js';
import { OpenStreams } from '../http/open-streams.js';
import { ResponseAnswers } from './response-answers.js';
import { type BegunResponse, ResponseCreation } from './response-creation.js';
import { ResponseHistory } from './response-history.js';
import { RESPONSES_PATHS, variantOf } from './responses-paths.js';

/** What is asked of the model in `/v1/responses`. */
@Controller(RESPONSES_PATHS)
export class ResponsesController {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(ResponseCreation) private readonly creation: ResponseCreation,
    @Inject(ResponseAnswers) private readonly responseAnswers: ResponseAnswers,
    @Inject(ResponseHistory) private readonly history: ResponseHistory,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
  ) {}

  @Post()
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = parseResponseRequest(body, variantOf(request));
    const answer = this.streams.open(request, reply);
    const begun = await this.begin(asked, answer);
    if (asked.stream) return this.responseAnswers.stream(begun, answer);
    return asked.background
      ? this.responseAnswers.acknowledge(begun, answer)
      : this.responseAnswers.wait(begun, answer);
  }

  /** A summary that stands for a conversation, which its client keeps and cannot read. */
  @Post('compact')
  @HttpCode(200)
  async compact(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = parseCompactRequest(body);
    const answer = this.streams.open(request, reply);
    await this.responseAnswers.compact(await this.begin(asked, answer), answer);
  }

  /** The tokens of the very prompt that the model would be given. */
  @Post('input_tokens')
  @HttpCode(200)
  async countTokens(@Body() body: unknown, @Req() request: FastifyRequest): Promise<unknown> {
    const context = requestContext(request);
    const { asked, history } = await this.history.resolve(parseResponseRequest(body), context.tenant);
    const { tokenIds } = await this.admission.read(toGenerationRequest(asked, history, context));
    return { object: 'response.input_tokens', input_tokens: tokenIds.length };
  }

  private begin(asked: AskedResponse, answer: OpenAnswer): Promise<BegunResponse> {
    return this.creation.begin(asked, requestContext(answer.request), (request, onAdmitted) =>
      this.answers.accept(answer, request, 1, onAdmitted),
    );
  }
}
