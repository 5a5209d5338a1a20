import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  type ConversationBody,
  type ConversationItemList,
  type ResponseInclude,
  type ResponseItem,
  type ShownParts,
  parseConversationUpdate,
  parseItemQuery,
  parseItemsQuery,
  parseNewConversation,
  parseNewItems,
  showItem,
  toConversation,
  toDeletedConversation,
  toItemList,
} from '#openai-api';
import { type Caller, requireScope } from '../http/api-keys.js';
import { callerOf } from '../http/http-server.js';
import { Conversations } from './conversations.js';

/** `/v1/conversations`: what was said, kept for whoever goes on with it. */
@Controller('v1/conversations')
export class ConversationsController {
  constructor(@Inject(Conversations) private readonly conversations: Conversations) {}

  @Post()
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest): Promise<ConversationBody> {
    const { tenant } = entitled(request);
    const { metadata, items } = parseNewConversation(body);
    const created = await this.conversations.create(tenant, metadata, items);
    return toConversation(created.id, created);
  }

  @Get(':id')
  async retrieve(@Param('id') id: string, @Req() request: FastifyRequest): Promise<ConversationBody> {
    return toConversation(id, await this.conversations.find(entitled(request).tenant, id));
  }

  @Post(':id')
  @HttpCode(200)
  async update(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ConversationBody> {
    const { tenant } = entitled(request);
    return toConversation(id, await this.conversations.describe(tenant, id, parseConversationUpdate(body)));
  }

  @Delete(':id')
  async delete(@Param('id') id: string, @Req() request: FastifyRequest): Promise<unknown> {
    await this.conversations.delete(entitled(request).tenant, id);
    return toDeletedConversation(id);
  }

  @Post(':id/items')
  @HttpCode(200)
  async addItems(
    @Param('id') id: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ConversationItemList> {
    const caller = entitled(request);
    const include = parseItemQuery(query);
    const added = await this.conversations.add(caller.tenant, id, parseNewItems(body));
    return toItemList(added, false, partsFor(caller, include));
  }

  @Get(':id/items')
  async listItems(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ConversationItemList> {
    const caller = entitled(request);
    const asked = parseItemsQuery(query);
    const { items, hasMore } = await this.conversations.list(caller.tenant, id, asked);
    return toItemList(items, hasMore, partsFor(caller, asked.include));
  }

  @Get(':id/items/:itemId')
  async retrieveItem(
    @Param('id') id: string,
    @Param('itemId') itemId: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ResponseItem> {
    const caller = entitled(request);
    const include = parseItemQuery(query);
    return showItem(await this.conversations.item(caller.tenant, id, itemId), partsFor(caller, include));
  }

  @Delete(':id/items/:itemId')
  async deleteItem(
    @Param('id') id: string,
    @Param('itemId') itemId: string,
    @Req() request: FastifyRequest,
  ): Promise<ConversationBody> {
    return toConversation(id, await this.conversations.removeItem(entitled(request).tenant, id, itemId));
  }
}

function entitled(request: FastifyRequest): Caller {
  const caller = callerOf(request);
  requireScope(caller, 'inference');
  return caller;
}

function partsFor({ scopes }: Caller, include: ResponseInclude): ShownParts {
  return { maySeeReasoning: scopes.has('reasoning:see'), include };
}
