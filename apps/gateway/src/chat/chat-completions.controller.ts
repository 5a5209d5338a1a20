import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChatChunkStream, type ChatRequest, parseChatRequest, toChatCompletion } from '#openai-api';
import { Answers } from '../answers/answers.js';
import { toIdentity } from '../answers/identity.js';
import { requestContext } from '../answers/request-context.js';
import { OpenStreams } from '../http/open-streams.js';

/** `POST /v1/chat/completions`. */
@Controller()
export class ChatCompletionsController {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
  ) {}

  @Post('v1/chat/completions')
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const chat: ChatRequest = parseChatRequest(body, requestContext(request));
    const answer = this.streams.open(request, reply);
    const accepted = await this.answers.accept(answer, chat.request, chat.choices);
    const identity = toIdentity(accepted.choices, chat.request.model);
    if (chat.stream) return this.answers.stream(accepted, new ChatChunkStream(identity, chat), answer);
    const events = await this.answers.collect(accepted, answer);
    if (events) await reply.send(toChatCompletion(identity, events, chat));
  }
}
