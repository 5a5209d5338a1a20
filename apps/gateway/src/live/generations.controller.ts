import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type GenerationOutputBody, parseControl, parseListQuery, parseShowQuery, toGenerationList } from '#openai-api';
import type { Caller } from '../http/api-keys.js';
import { callerOf } from '../http/http-server.js';
import { LiveControl } from './live-control.js';
import { LiveGenerations, type Shown, summarizeNew } from './live-generations.js';

/** `/v1/generations`: what runs and ran, seen and steered by the tenant whose it is. */
@Controller('v1/generations')
export class GenerationsController {
  constructor(
    @Inject(LiveGenerations) private readonly live: LiveGenerations,
    @Inject(LiveControl) private readonly control: LiveControl,
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
    if (asked.action !== 'fork') return this.live.summarize(id, caller.tenant);
    return toGenerationList(forks.map(summarizeNew), false);
  }
}

function shownTo({ scopes }: Caller, tokens: boolean): Shown {
  return { reasoning: scopes.has('reasoning:see'), tokens };
}
