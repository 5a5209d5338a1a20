import type { JsonObject } from '#protocol';
import type { ChatCompletion } from '../../chat-completions/render-chat-completion.js';
import type { TextCompletion } from '../../completions/render-completion.js';
import type { ConversationBody, ConversationItemList } from '../../conversations/render-conversation.js';
import type { ErrorBody } from '../../errors.js';
import type { NeutralEvent } from '../../generations/neutral-event.js';
import type { GenerationBody, GenerationOutputBody } from '../../generations/render-generation.js';
import type { AnthropicErrorBody } from '../../messages/message-errors.js';
import type { MessageBody } from '../../messages/render-message.js';
import type { ModelBody, ModelListBody } from '../../models/render-models.js';
import type { ResponseBody } from '../../responses/response-body.js';
import type { ResponseItem } from '../../responses/response-item.js';
import type { CompactedResponse } from '../../responses/to-compaction.js';
import type { ApplyTemplateBody, DetokenizeBody, TokenizeBody } from '../../tokens/render-tokens.js';
import type { ChatCompletionChunk } from './chat-completion-chunk.js';
import type { MessageStreamEvent } from './message-stream-event.js';
import type { ResponseStreamEvent } from './response-stream-event.js';
import type { TextCompletionChunk } from './text-completion-chunk.js';

/** What comes with an event of a generation, and by itself when a frame brought tokens and no event. */
export type GenerationStreamEvent = (NeutralEvent & { token_ids?: number[] }) | { type: 'tokens'; token_ids: number[] };

/** Newest first. */
export interface GenerationList {
  object: 'list';
  data: GenerationBody[];
  has_more: boolean;
}

/** What operators look at. */
export interface Readiness {
  state: 'starting' | 'ready' | 'draining' | 'stopped';
  ledger: 'reachable' | 'away';
}

export interface Deleted<Kind> {
  id: string;
  object: Kind;
  deleted: true;
}

/** Every body that is answered and every event that is streamed, by its name in the document. `npm run generate` after a change. */
export interface Answers {
  AnthropicError: AnthropicErrorBody;
  AppliedTemplate: ApplyTemplateBody;
  ChatCompletion: ChatCompletion;
  ChatCompletionChunk: ChatCompletionChunk;
  ChatStreamEvent: ChatCompletionChunk | ErrorBody;
  CompactedResponse: CompactedResponse;
  Conversation: ConversationBody;
  ConversationDeleted: Deleted<'conversation.deleted'>;
  Detokenized: DetokenizeBody;
  Error: ErrorBody;
  FollowedEvent:
    | GenerationStreamEvent
    | ChatCompletionChunk
    | ResponseStreamEvent
    | MessageStreamEvent
    | TextCompletionChunk
    | ErrorBody;
  Generation: GenerationBody;
  GenerationControlled: GenerationBody | GenerationList;
  GenerationList: GenerationList;
  GenerationOutput: GenerationOutputBody;
  Health: Pick<Readiness, 'state'>;
  InputTokens: { object: 'response.input_tokens'; input_tokens: number };
  Item: ResponseItem;
  ItemList: ConversationItemList;
  Message: MessageBody;
  MessageStreamEvent: MessageStreamEvent;
  MessageTokens: { input_tokens: number };
  Model: ModelBody;
  ModelList: ModelListBody;
  OpenApiDocument: JsonObject;
  Readiness: Readiness;
  Response: ResponseBody;
  ResponseDeleted: Deleted<'response'>;
  ResponseStreamEvent: ResponseStreamEvent;
  TextCompletion: TextCompletion;
  TextCompletionStreamEvent: TextCompletionChunk | ErrorBody;
  Tokenized: TokenizeBody;
}

export type AnswerName = keyof Answers;
