import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type CompletionRequest,
  CompletionStream,
  type Echo,
  parseCompletionRequest,
  toTextCompletion,
} from '#openai-api';
import { Answers } from '../answers/answers.js';
import type { Choices } from '../answers/choices.js';
import { toIdentity } from '../answers/identity.js';
import { requestContext } from '../answers/request-context.js';
import { OpenStreams } from '../http/open-streams.js';
import { ModelDirectory } from '../models/model-directory.js';
import { promptEchoes } from './prompt-echoes.js';

/** `POST /v1/completions`: bare text that is continued. */
@Controller()
export class CompletionsController {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
    @Inject(ModelDirectory) private readonly models: ModelDirectory,
  ) {}

  @Post('v1/completions')
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = parseCompletionRequest(body, requestContext(request));
    const answer = this.streams.open(request, reply);
    const accepted = await this.answers.acceptAll(answer, asked.requests, asked.choicesPerPrompt);
    const identity = toIdentity(accepted.choices, asked.model);
    const echoes = await this.answers.prepare(accepted, this.echoesOf(accepted.choices, asked));
    if (asked.stream) return this.answers.stream(accepted, new CompletionStream(identity, asked, echoes), answer);
    const events = await this.answers.collect(accepted, answer);
    if (events) await reply.send(toTextCompletion(identity, events, asked, echoes));
  }

  private async echoesOf(choices: Choices, asked: CompletionRequest): Promise<Echo[]> {
    if (!asked.echo) return [];
    return promptEchoes(choices, await this.models.vocabulary(choices[0].vocabularyHash), asked);
  }
}
