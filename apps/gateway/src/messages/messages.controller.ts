import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCountTokensRequest, parseMessagesRequest, toMessage } from '#openai-api';
import { Answers } from '../answers/answers.js';
import { requestContext } from '../answers/request-context.js';
import { Admission } from '../generations/admission.js';
import { OpenStreams } from '../http/open-streams.js';
import { ReasoningSeals } from '../sealing/reasoning-seals.js';
import { openMessage, toMessageStream } from './open-message.js';

const SESSION_ID = 'x-claude-code-session-id';

/** Anthropic's `POST /v1/messages`, and what it counts. */
@Controller('v1/messages')
export class MessagesController {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
    @Inject(ReasoningSeals) private readonly seals: ReasoningSeals,
  ) {}

  @Post()
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = parseMessagesRequest(body, requestContext(request), sessionOf(request));
    const answer = this.streams.open(request, reply);
    const accepted = await this.answers.accept(answer, asked.request);
    const opened = openMessage(accepted.choices[0], asked.presentation, this.seals);
    const message = await this.answers.prepare(accepted, opened);
    if (asked.stream) return this.answers.stream(accepted, toMessageStream(message), answer);
    const events = await this.answers.collect(accepted, answer, message.observe);
    if (events) await reply.send(toMessage(message.identity, events[0] ?? [], message.view));
  }

  /** The tokens of the very prompt that the model would be given. */
  @Post('count_tokens')
  @HttpCode(200)
  async countTokens(@Body() body: unknown, @Req() request: FastifyRequest): Promise<{ input_tokens: number }> {
    const { tokenIds } = await this.admission.read(parseCountTokensRequest(body, requestContext(request)));
    return { input_tokens: tokenIds.length };
  }
}

/** By which Claude Code says which requests are of one session. */
function sessionOf({ headers }: FastifyRequest): string | null {
  const sent = headers[SESSION_ID];
  return typeof sent === 'string' && sent !== '' ? sent : null;
}
