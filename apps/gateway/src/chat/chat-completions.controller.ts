import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomInt } from 'node:crypto';
import { type ChatIdentity, ChatChunkStream, type ChatRequest, parseChatRequest, toChatCompletion } from '#openai-api';
import type { GenerationEvent } from '#protocol';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { Generations } from '../generations/generations.js';
import { EventStream, clientLeft } from '../http/event-stream.js';
import { processingMs } from '../http/http-server.js';
import { TurnMemory } from '../turns/turn-memory.js';
import { type ChoiceFrames, type Choices, acceptChoices, followChoices } from './choices.js';
import { streamFrames } from './stream-chat.js';

/** `POST /v1/chat/completions`. */
@Controller()
export class ChatCompletionsController {
  constructor(
    @Inject(Generations) private readonly generations: Generations,
    @Inject(TurnMemory) private readonly turns: TurnMemory,
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
    const choices = await acceptChoices(this.generations, chat.request, chat.choices);
    if (chat.stream) await this.stream(chat, choices, { request, reply, left });
    else await this.collect(chat, choices, { request, reply, left });
  }

  private follow(choices: Choices, left: AbortSignal): AsyncGenerator<ChoiceFrames, void, void> {
    return followChoices(
      (generation, leaving) => this.turns.record(generation, this.generations.follow(generation.id, 1, leaving)),
      choices,
      left,
    );
  }

  private async stream(chat: ChatRequest, choices: Choices, { request, reply, left }: Exchange): Promise<void> {
    const openSink = (): EventStream => {
      void reply.header('openai-processing-ms', processingMs(request));
      return new EventStream(reply, left, this.config.eventStream);
    };
    const dialect = new ChatChunkStream(toIdentity(choices, chat), chat);
    await streamFrames(this.follow(choices, left), dialect, openSink, this.config.holdStatusMs);
  }

  private async collect(chat: ChatRequest, choices: Choices, { reply, left }: Exchange): Promise<void> {
    const events = choices.map((): GenerationEvent[] => []);
    for await (const { choice, frames } of this.follow(choices, left)) {
      const collected = events[choice] ?? [];
      for (const frame of frames) collected.push(...frame.events);
      if (collected.at(-1)?.type === 'error') break;
    }
    if (!left.aborted) await reply.send(toChatCompletion(toIdentity(choices, chat), events, chat));
  }
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  left: AbortSignal;
}

function toIdentity([first, ...others]: Choices, { request }: ChatRequest): ChatIdentity {
  return {
    generationIds: [first.id, ...others.map(({ id }) => id)],
    model: request.model,
    createdSeconds: Math.floor(first.acceptedAtMs / 1_000),
    systemFingerprint: `fp_${first.vocabularyHash.slice(0, 10)}`,
  };
}
