import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Vocabulary } from '#harmony';
import {
  type ApplyTemplateBody,
  type DetokenizeBody,
  type TokenContext,
  type TokenPiece,
  type TokenizeBody,
  parseApplyTemplateRequest,
  parseDetokenizeRequest,
  parseTokenizeRequest,
  toDetokenizeBody,
  toTokenPiece,
} from '#openai-api';
import { requestContext } from '../answers/request-context.js';
import { requireTokens } from '../generations/require-tokens.js';
import { Admission } from '../generations/admission.js';
import { requireScope } from '../http/api-keys.js';
import { callerOf } from '../http/http-server.js';
import { ModelDirectory } from '../models/model-directory.js';
import { detokenize, mapTokens } from './detokenize.js';
import { requireTellable } from './require-tellable.js';

/** What texts and conversations are to a model: nothing here is generated, and no worker is needed. */
@Controller()
export class TokensController {
  constructor(
    @Inject(Admission) private readonly admission: Admission,
    @Inject(ModelDirectory) private readonly models: ModelDirectory,
  ) {}

  /** Of a chat the tokens are those of its whole prompt, which may hold thoughts that not everybody may see. */
  @Post('tokenize')
  @HttpCode(200)
  async tokenize(@Body() body: unknown, @Req() request: FastifyRequest): Promise<TokenizeBody> {
    const context = this.contextOf(request);
    const asked = parseTokenizeRequest(body, context);
    const { model, tokenIds } = await this.admission.read(asked.request);
    requireTellable(tokenIds, asked.request.promptParam);
    const isVisible = asked.request.prompt.type === 'text' || context.maySeeReasoning;
    const { vocabulary, contextTokens } = model;
    return {
      count: tokenIds.length,
      max_model_len: contextTokens,
      tokens: isVisible ? await (asked.withPieces ? toPieces(tokenIds, vocabulary) : tokenIds) : null,
      ...(asked.withTexts ? { token_strs: isVisible ? await toTexts(tokenIds, vocabulary) : null } : {}),
    };
  }

  @Post('detokenize')
  @HttpCode(200)
  async detokenize(@Body() body: unknown, @Req() request: FastifyRequest): Promise<DetokenizeBody> {
    const { model, tokenIds } = parseDetokenizeRequest(body, this.contextOf(request));
    requireTellable(tokenIds, 'tokens');
    const { vocabulary } = await this.models.find(model);
    requireTokens({ tokenIds, param: 'tokens', mayBeControl: true }, vocabulary);
    return toDetokenizeBody(await detokenize(tokenIds, vocabulary));
  }

  /** The whole prompt of a chat, as its model reads it. */
  @Post('apply-template')
  @HttpCode(200)
  async applyTemplate(@Body() body: unknown, @Req() request: FastifyRequest): Promise<ApplyTemplateBody> {
    requireScope(callerOf(request), 'admin');
    const asked = parseApplyTemplateRequest(body, this.contextOf(request));
    const { model, tokenIds } = await this.admission.read(asked);
    requireTellable(tokenIds, asked.promptParam);
    return { prompt: await detokenize(tokenIds, model.vocabulary), tokens: tokenIds };
  }

  private contextOf(request: FastifyRequest): TokenContext {
    return { ...requestContext(request), onlyModel: this.models.onlyName };
  }
}

function toPieces(tokenIds: readonly number[], vocabulary: Vocabulary): Promise<TokenPiece[]> {
  return mapTokens(tokenIds, (tokenId) => toTokenPiece(tokenId, vocabulary.nameOf(tokenId)));
}

function toTexts(tokenIds: readonly number[], vocabulary: Vocabulary): Promise<string[]> {
  return mapTokens(tokenIds, (tokenId) => Buffer.from(vocabulary.nameOf(tokenId)).toString());
}
