import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type GenerationOutputBody,
  parseControl,
  parseEventsQuery,
  parseListQuery,
  parseShowQuery,
  toGenerationList,
} from '#openai-api';
import { ServingError } from '#protocol';
import { type Choices, followChoices } from '../chat/choices.js';
import { generationHeaders } from '../chat/serving-headers.js';
import { replayFrames } from '../chat/stream-chat.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.js';
import { Generations } from '../generations/generations.js';
import type { Caller } from '../http/api-keys.js';
import { EventStream } from '../http/event-stream.js';
import { callerOf, processingMs } from '../http/http-server.js';
import { OpenStreams } from '../http/open-streams.js';
import { openDialect } from './event-dialect.js';
import { LiveControl } from './live-control.js';
import { LiveGenerations, type Shown } from './live-generations.js';

const MOST_CHOICES = 128;

/** `/v1/generations`: what runs and ran, seen and steered by the tenant whose it is. */
@Controller('v1/generations')
export class GenerationsController {
  constructor(
    @Inject(Generations) private readonly generations: Generations,
    @Inject(LiveGenerations) private readonly live: LiveGenerations,
    @Inject(LiveControl) private readonly control: LiveControl,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Req() request: FastifyRequest): Promise<unknown> {
    const { limit, after } = parseListQuery(query);
    const { bodies, hasMore } = await this.live.list(callerOf(request).tenant, limit, after ?? null);
    return toGenerationList(bodies, hasMore);
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
  ): Promise<GenerationOutputBody> {
    const caller = callerOf(request);
    const { tokens } = parseShowQuery(query);
    return this.live.show(id, caller.tenant, shownTo(caller, tokens));
  }

  @Post(':id/control')
  @HttpCode(200)
  async act(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<unknown> {
    const caller = callerOf(request);
    const asked = parseControl(body);
    const forks = await this.control.act(id, caller, asked);
    const shown = shownTo(caller, false);
    if (asked.action !== 'fork') return this.live.show(id, caller.tenant, shown);
    return toGenerationList(await Promise.all(forks.map((fork) => this.live.showNew(fork, shown))), false);
  }

  /** Several ids, as a chat's answer names them, are the choices of that chat. */
  @Get(':ids/events')
  async events(
    @Param('ids') ids: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const caller = callerOf(request);
    const { format, startingAfter } = parseEventsQuery(query);
    const choices = await this.find(ids.split(','), caller);
    const last = lastEvent(request, startingAfter);
    const dialect = openDialect(choices, { format, last, maySeeReasoning: caller.scopes.has('reasoning:see') });
    const answer = this.streams.open(request, reply);
    const frames = followChoices(({ id }, leaving) => this.generations.attach(id, 1, leaving), choices, answer.over);
    const openSink = (): EventStream => {
      answer.requireStaying();
      void reply.headers({ ...generationHeaders(choices), 'openai-processing-ms': processingMs(request) });
      return new EventStream(answer, this.config.eventStream);
    };
    await replayFrames(frames, dialect, openSink, this.config.holdStatusMs);
  }

  private async find(ids: readonly string[], { tenant }: Caller): Promise<Choices> {
    if (ids.length > MOST_CHOICES) throw new ServingError('generation_not_found');
    const records = await Promise.all(ids.map((id) => this.live.find(id, tenant)));
    const [first, ...others] = records.map(({ generation }) => generation);
    if (!first) throw new ServingError('generation_not_found');
    return [first, ...others];
  }
}

function shownTo({ scopes }: Caller, tokens: boolean): Shown {
  return { reasoning: scopes.has('reasoning:see'), tokens };
}

/** A client that reconnects by itself sends the header, and the address it once had. */
function lastEvent({ headers }: FastifyRequest, startingAfter: string | null): { id: string; field: string } | null {
  const sent = headers['last-event-id'];
  if (typeof sent === 'string' && sent !== '') return { id: sent, field: 'Last-Event-ID' };
  return startingAfter === null ? null : { id: startingAfter, field: 'starting_after' };
}
