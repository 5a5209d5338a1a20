import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ResponseBody,
  type ResponseInclude,
  type ShownParts,
  parseItemsQuery,
  parseRetrieveQuery,
  showResponse,
  toItemList,
} from '#openai-api';
import { type Caller, requireScope } from '../http/api-keys.js';
import { callerOf } from '../http/http-server.js';
import { OpenStreams } from '../http/open-streams.js';
import type { PresentResponse } from './response-forms.js';
import { ResponseItems } from './response-items.js';
import { ResponseReplays } from './response-replays.js';
import { RESPONSES_PATHS } from './responses-paths.js';
import { StoredResponses } from './stored-responses.js';

const NOTHING: ResponseInclude = { encryptedContent: false, logprobs: false };

/** Responses that are stored, in `/v1/responses/{id}`. */
@Controller(RESPONSES_PATHS)
export class StoredResponsesController {
  constructor(
    @Inject(StoredResponses) private readonly stored: StoredResponses,
    @Inject(ResponseItems) private readonly items: ResponseItems,
    @Inject(ResponseReplays) private readonly replays: ResponseReplays,
    @Inject(OpenStreams) private readonly streams: OpenStreams,
  ) {}

  @Get(':id')
  async retrieve(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const caller = entitled(request);
    const { stream, startingAfter, include } = parseRetrieveQuery(query);
    const present = await this.stored.find(caller.tenant, id);
    if (stream) return this.replays.replay(present, startingAfter, caller, this.streams.open(request, reply));
    await reply.send(shown(present, caller, include));
  }

  @Delete(':id')
  async delete(@Param('id') id: string, @Req() request: FastifyRequest): Promise<unknown> {
    await this.stored.delete(entitled(request).tenant, id);
    return { id, object: 'response', deleted: true };
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(@Param('id') id: string, @Req() request: FastifyRequest): Promise<ResponseBody> {
    const caller = entitled(request);
    return shown(await this.stored.cancel(caller.tenant, id), caller, NOTHING);
  }

  /** The items that it was made from, those of the responses before it among them. */
  @Get(':id/input_items')
  async inputItems(@Param('id') id: string, @Query() query: unknown, @Req() request: FastifyRequest): Promise<unknown> {
    const caller = entitled(request);
    const asked = parseItemsQuery(query);
    const { kept } = await this.stored.find(caller.tenant, id);
    const { items, hasMore } = await this.items.page(kept, asked);
    return toItemList(items, hasMore, partsFor(caller, asked.include));
  }
}

function entitled(request: FastifyRequest): Caller {
  const caller = callerOf(request);
  requireScope(caller, 'inference');
  return caller;
}

/** What whoever made it asked for is shown to all who may see it. */
function shown({ kept, body }: PresentResponse, caller: Caller, include: ResponseInclude): ResponseBody {
  const asked = kept.echo.include;
  return showResponse(
    body,
    partsFor(caller, {
      encryptedContent: asked.encryptedContent || include.encryptedContent,
      logprobs: asked.logprobs || include.logprobs,
    }),
  );
}

function partsFor({ scopes }: Caller, include: ResponseInclude): ShownParts {
  return { maySeeReasoning: scopes.has('reasoning:see'), include };
}
