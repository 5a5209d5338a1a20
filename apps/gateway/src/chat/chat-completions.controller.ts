import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomInt } from 'node:crypto';
import { ChatChunkStream, type ChatRequest, parseChatRequest, toChatCompletion } from '#openai-api';
import type { GenerationEvent } from '#protocol';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { Generations } from '../generations/generations.js';
import { requireScope } from '../http/api-keys.js';
import { EventStream } from '../http/event-stream.js';
import { callerOf, processingMs } from '../http/http-server.js';
import type { OpenAnswer } from '../http/open-answer.js';
import { OpenStreams } from '../http/open-streams.js';
import { TurnMemory } from '../turns/turn-memory.js';
import { toIdentity } from './chat-identity.js';
import { type ChoiceFrames, type Choices, acceptChoices, followChoices } from './choices.js';
import { generationHeaders, readServingHeaders } from './serving-headers.js';
import { streamFrames } from './stream-chat.js';

/** `POST /v1/chat/completions`. */
@Controller()
export class ChatCompletionsController {
  constructor(
    @Inject(Generations) private readonly generations: Generations,
    @Inject(TurnMemory) private readonly turns: TurnMemory,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Post('v1/chat/completions')
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const chat = readChat(body, request);
    const answer = this.streams.open(request, reply);
    const choices = await acceptChoices(this.generations, chat.request, chat.choices);
    void reply.headers(generationHeaders(choices));
    if (chat.stream) await this.stream(chat, choices, answer);
    else await this.collect(chat, choices, answer);
  }

  private follow(choices: Choices, { over }: OpenAnswer): AsyncGenerator<ChoiceFrames, void, void> {
    return followChoices(
      (generation, leaving) => this.turns.record(generation, this.generations.follow(generation.id, 1, leaving)),
      choices,
      over,
    );
  }

  private async stream(chat: ChatRequest, choices: Choices, answer: OpenAnswer): Promise<void> {
    const openSink = (): EventStream => {
      answer.requireStaying();
      void answer.reply.header('openai-processing-ms', processingMs(answer.request));
      return new EventStream(answer, this.config.eventStream);
    };
    const dialect = new ChatChunkStream(toIdentity(choices, chat.request.model), chat);
    await streamFrames(this.follow(choices, answer), dialect, openSink, this.config.holdStatusMs);
  }

  private async collect(chat: ChatRequest, choices: Choices, answer: OpenAnswer): Promise<void> {
    const events = choices.map((): GenerationEvent[] => []);
    for await (const { choice, frames } of this.follow(choices, answer)) {
      const collected = events[choice] ?? [];
      for (const frame of frames) collected.push(...frame.events);
      if (collected.at(-1)?.type === 'error') break;
    }
    answer.requireStaying();
    if (answer.left.aborted) return;
    await answer.reply.send(toChatCompletion(toIdentity(choices, chat.request.model), events, chat));
  }
}

function readChat(body: unknown, request: FastifyRequest): ChatRequest {
  const caller = callerOf(request);
  requireScope(caller, 'inference');
  return parseChatRequest(body, {
    ...readServingHeaders(request.headers),
    tenant: caller.tenant,
    maySeeReasoning: caller.scopes.has('reasoning:see'),
    currentDate: new Date().toISOString().slice(0, 10),
    randomSeed: randomInt(2 ** 32),
  });
}
