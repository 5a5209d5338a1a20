import type { GenerationRequest } from '#protocol';
import { parseChatRequest } from '../chat-completions/parse-chat-request.js';
import { parseBody } from '../parse-body.js';
import { refuse } from '../refusal.js';
import { bareRequest } from '../requests/bare-request.js';
import type { RequestContext } from '../requests/request-context.js';
import { applyTemplateSchema, detokenizeSchema, tokenizeSchema } from './token-requests.schema.js';

/** What the edge knows beside the body. */
export interface TokenContext extends RequestContext {
  /** The model that is meant when none is named; `null` if that could be several, or none. */
  onlyModel: string | null;
}

/** How the tokens are to be told. */
export interface TokenizeRequest {
  /** Its prompt is what is to be tokenized. */
  request: GenerationRequest;
  /** Whether the texts of the tokens are told beside them, as vLLM does. */
  withTexts: boolean;
  /** Whether each token is told with its text, as llama-server does. */
  withPieces: boolean;
}

export interface DetokenizeRequest {
  model: string;
  tokenIds: readonly number[];
}

/** Reads the body of `POST /tokenize`. Throws a `ServingError` of status 400 naming the field at fault. */
export function parseTokenizeRequest(body: unknown, context: TokenContext): TokenizeRequest {
  const asked = parseBody(tokenizeSchema, body);
  const model = modelOf(asked.model, context);
  const given = (['prompt', 'content', 'messages'] as const).filter(
    (field) => typeof asked[field] !== 'undefined' && asked[field] !== null,
  );
  const [field = 'prompt', second] = given;
  if (second) throw refuse('invalid_value', [second], `not allowed beside '${field}'.`);
  const told = { withTexts: asked.return_token_strs ?? false, withPieces: asked.with_pieces ?? false };
  if (field === 'messages') return { request: chatRequest(body, model, context), ...told };
  const text = asked[field];
  if (typeof text !== 'string')
    throw refuse('missing_required_parameter', ['prompt'], 'a text or messages are needed.');
  return { request: bareRequest({ model, prompt: { type: 'text', text }, promptParam: field }, context), ...told };
}

/** Reads the body of `POST /detokenize`. Whether the model has these tokens is not asked here. */
export function parseDetokenizeRequest(body: unknown, context: TokenContext): DetokenizeRequest {
  const asked = parseBody(detokenizeSchema, body);
  return { model: modelOf(asked.model, context), tokenIds: asked.tokens };
}

/** Reads the body of `POST /apply-template`: that of a chat. */
export function parseApplyTemplateRequest(body: unknown, context: TokenContext): GenerationRequest {
  const asked = parseBody(applyTemplateSchema, body);
  return chatRequest(body, modelOf(asked.model, context), context);
}

/** `body` was found to be an object. */
function chatRequest(body: unknown, model: string, context: RequestContext): GenerationRequest {
  return parseChatRequest({ ...(body as object), model }, context).request;
}

function modelOf(asked: string | null | undefined, { onlyModel }: TokenContext): string {
  const model = asked ?? onlyModel;
  if (model !== null) return model;
  throw refuse('missing_required_parameter', ['model'], 'needed where several models are served, or none.');
}
