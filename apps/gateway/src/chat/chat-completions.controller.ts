import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomInt } from 'node:crypto';
import { type ChatIdentity, ChatChunkStream, type ChatRequest, parseChatRequest, toChatCompletion } from '#openai-api';
import type { Generation, GenerationEvent } from '#protocol';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { Generations } from '../generations/generations.js';
import { EventStream, clientLeft } from '../http/event-stream.js';
import { processingMs } from '../http/http-server.js';
import { streamFrames } from './stream-chat.js';

/** `POST /v1/chat/completions`. */
@Controller()
export class ChatCompletionsController {
  constructor(
    @Inject(Generations) private readonly generations: Generations,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Post('v1/chat/completions')
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const chat = parseChatRequest(body, {
      tenant: request.caller?.tenant ?? 'default',
      currentDate: new Date().toISOString().slice(0, 10),
      randomSeed: randomInt(2 ** 32),
    });
    const left = clientLeft(request, reply);
    const generation = await this.generations.accept(chat.request);
    if (chat.stream) await this.stream(chat, generation, { request, reply, left });
    else await this.collect(chat, generation, { request, reply, left });
  }

  private async stream(chat: ChatRequest, generation: Generation, { request, reply, left }: Exchange): Promise<void> {
    const openSink = (): EventStream => {
      void reply.header('openai-processing-ms', processingMs(request));
      return new EventStream(reply, left, this.config.eventStream);
    };
    const dialect = new ChatChunkStream(toIdentity(generation), chat);
    await streamFrames(this.generations.follow(generation.id, 1, left), dialect, openSink, this.config.holdStatusMs);
  }

  private async collect(chat: ChatRequest, generation: Generation, { reply, left }: Exchange): Promise<void> {
    const events: GenerationEvent[] = [];
    for await (const frames of this.generations.follow(generation.id, 1, left)) {
      for (const frame of frames) events.push(...frame.events);
    }
    if (!left.aborted) await reply.send(toChatCompletion(toIdentity(generation), events, chat));
  }
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  left: AbortSignal;
}

function toIdentity(generation: Generation): ChatIdentity {
  return {
    generationId: generation.id,
    model: generation.model,
    createdSeconds: Math.floor(generation.acceptedAtMs / 1_000),
    systemFingerprint: `fp_${generation.vocabularyHash.slice(0, 10)}`,
  };
}
