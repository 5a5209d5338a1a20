import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseEventsQuery } from '#openai-api';
import { ServingError } from '#protocol';
import { Answers } from '../answers/answers.js';
import type { Choices } from '../answers/choices.js';
import type { Caller } from '../http/api-keys.js';
import { callerOf } from '../http/http-server.js';
import { OpenStreams } from '../http/open-streams.js';
import { ResponseStreams } from '../responses/response-streams.js';
import { ReasoningSeals } from '../sealing/reasoning-seals.js';
import { type AskedEvents, hadToTheEnd, openDialect, requireLogged, requireOneChat } from './event-dialect.js';
import { inTurn } from './in-turn.js';
import { LiveGenerations } from './live-generations.js';

const MOST_CHOICES = 128;

interface Found {
  choices: Choices;
  /** Whether the client has all of the stream, because it has the error that ended it. */
  isOver: boolean;
}

/** `GET /v1/generations/{id}/events`: any stream again, from anywhere, at any gateway. */
@Controller('v1/generations')
export class GenerationEventsController {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(LiveGenerations) private readonly live: LiveGenerations,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
    @Inject(ReasoningSeals) private readonly seals: ReasoningSeals,
    @Inject(ResponseStreams) private readonly responses: ResponseStreams,
  ) {}

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
    const last = lastEvent(request, startingAfter);
    const { choices, isOver } = await this.find(ids.split(','), caller, last);
    const maySeeReasoning = caller.scopes.has('reasoning:see');
    const echoes = await this.live.echoesOf(choices);
    const dialect = await openDialect(choices, { format, last, maySeeReasoning, echoes }, this.seals, this.responses);
    const answer = this.streams.open(request, reply);
    if (isOver) await this.answers.replayNothing(choices, dialect, answer);
    else await this.answers.replay(choices, dialect, answer);
  }

  private async find(ids: readonly string[], { tenant }: Caller, last: AskedEvents['last']): Promise<Found> {
    if (ids.length > MOST_CHOICES || new Set(ids).size < ids.length) throw new ServingError('generation_not_found');
    const records = await inTurn(ids, (id) => this.live.find(id, tenant));
    const [first, ...others] = records.map(({ generation }) => generation);
    if (!first) throw new ServingError('generation_not_found');
    const choices = [first, ...others] as const;
    requireOneChat(choices);
    requireLogged(records, last);
    const ended = await inTurn(hadToTheEnd(records, last), ({ id }) => this.live.summarize(id, tenant));
    return { choices, isOver: ended.some(({ error }) => error !== null) };
  }
}

/** A client that reconnects by itself sends the header, and the address it once had. */
function lastEvent({ headers }: FastifyRequest, startingAfter: string | null): AskedEvents['last'] {
  const sent = headers['last-event-id'];
  if (typeof sent === 'string' && sent !== '') return { id: sent, field: 'Last-Event-ID' };
  return startingAfter === null ? null : { id: startingAfter, field: 'starting_after' };
}
