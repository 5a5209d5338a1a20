export { ChatChunkStream } from './chat-completions/chat-chunk-stream.js';
export { defaultChatPresentation, readChatPresentation } from './chat-completions/chat-presentation.js';
export type { ChatPresentation, ChatStreamOptions } from './chat-completions/chat-presentation.js';
export { toCallId } from './chat-completions/chat-identity.js';
export type { ChatFinishReason, ChatIdentity, ChatUsage } from './chat-completions/chat-identity.js';
export type { ChatLogprobs, ChatTokenLikelihood, ChatTokenLogprob } from './chat-completions/chat-logprobs.js';
export type { ChoiceOptions } from './chat-completions/choice-chunks.js';
export { parseChatRequest } from './chat-completions/parse-chat-request.js';
export type { ChatRequest } from './chat-completions/parse-chat-request.js';
export { toChatCompletion } from './chat-completions/render-chat-completion.js';
export type { ChatToolCall } from './chat-completions/answer-parts.js';
export type { ChatAnswer, ChatChoice, ChatCompletion } from './chat-completions/render-chat-completion.js';
export {
  parseConversationUpdate,
  parseNewConversation,
  parseNewItems,
  type NewItem,
} from './conversations/parse-conversation.js';
export { parseItemQuery, parseItemsQuery, type ItemsQuery } from './conversations/parse-item-queries.js';
export { toConversation, toDeletedConversation, toItemList } from './conversations/render-conversation.js';
export type { ConversationBody, ConversationItemList } from './conversations/render-conversation.js';
export type { Echo } from './completions/completion-logprobs.js';
export { CompletionStream } from './completions/completion-stream.js';
export { readCompletionPresentation } from './completions/completion-presentation.js';
export { parseCompletionRequest } from './completions/parse-completion-request.js';
export type { CompletionRequest } from './completions/parse-completion-request.js';
export { toTextCompletion } from './completions/render-completion.js';
export { toErrorBody } from './errors.js';
export type { ErrorBody } from './errors.js';
export { GenerationEventStream } from './generations/generation-event-stream.js';
export type { GenerationItem, TokenChannel } from './generations/items.js';
export { parseControl, type ControlRequest } from './generations/parse-control.js';
export { isGenerationId, parseEventsQuery, parseListQuery, parseShowQuery } from './generations/parse-queries.js';
export { toGenerationBody, toGenerationList, toGenerationOutputBody } from './generations/render-generation.js';
export type {
  GenerationBody,
  GenerationOutputBody,
  GenerationStatus,
  GenerationToken,
  ServedGeneration,
  ServedOutput,
} from './generations/render-generation.js';
export { toModel, toModelList } from './models/render-models.js';
export type { ModelBody, ModelListBody, ServedModel } from './models/render-models.js';
export { toAnthropicErrorBody, toAnthropicStatus } from './messages/message-errors.js';
export type { AnthropicErrorBody } from './messages/message-errors.js';
export { MessageEventStream } from './messages/message-event-stream.js';
export type { MessageIdentity } from './messages/message-identity.js';
export { readMessagePresentation, type MessagePresentation } from './messages/message-presentation.js';
export { parseCountTokensRequest, parseMessagesRequest } from './messages/parse-messages-request.js';
export { toMessage, type MessageBody, type MessageView } from './messages/render-message.js';
export type { RequestContext } from './requests/request-context.js';
export { parseStreamPosition, startOf, type StreamPosition, type StreamPositions } from './answers/stream-position.js';
export type { AskedResponse, ResolvedResponse, ResponseSettings } from './responses/asked-response.js';
export type {
  ResponseBody,
  ResponseFailure,
  ResponseIdentity,
  ResponseStatus,
  ResponseUsage,
} from './responses/response-body.js';
export type { EchoedFields, ResponseEcho, ResponseInclude, ResponsesVariant } from './responses/response-echo.js';
export {
  isConversationId,
  isItemReference,
  nameItems,
  newConversationId,
  newItemId,
  readItemId,
  readResponseId,
  toItemId,
  toResponseId,
  type ItemPlace,
} from './responses/response-ids.js';
export type {
  AskedItem,
  CompactionItem,
  CustomToolCall,
  CustomToolCallOutput,
  FunctionCall,
  FunctionCallOutput,
  InputMessage,
  InputTextPart,
  ItemReference,
  ItemStatus,
  MessagePhase,
  OutputItem,
  OutputMessage,
  OutputTextPart,
  ReasoningItem,
  ReasoningTextPart,
  RefusalPart,
  ResponseItem,
  SummaryTextPart,
} from './responses/response-item.js';
export { parseResponseRequest } from './responses/parse-response-request.js';
export { parseRetrieveQuery, type RetrieveQuery } from './responses/parse-retrieve-query.js';
export { readResponseEcho } from './responses/response-presentation.js';
export { toGenerationRequest } from './responses/to-generation-request.js';
export type { SealThought } from './responses/output-item.js';
export { ResponseEventMessages } from './responses/response-event-messages.js';
export { ResponseEventStream, type ResponseStreamStart } from './responses/response-event-stream.js';
export type { StreamedResponse } from './responses/response-events.js';
export { showItem, showResponse, type ShownParts } from './responses/show-response.js';
export { toResponse, type ResponseView } from './responses/to-response.js';
export { parseCompactRequest } from './responses/parse-compact-request.js';
export { toCompaction, type CompactedResponse } from './responses/to-compaction.js';
export { toOpenApiDocument } from './openapi/openapi-document.js';
export {
  parseApplyTemplateRequest,
  parseDetokenizeRequest,
  parseTokenizeRequest,
  type TokenContext,
} from './tokens/parse-token-requests.js';
export { toDetokenizeBody, toTokenPiece } from './tokens/render-tokens.js';
export type { ApplyTemplateBody, DetokenizeBody, TokenPiece, TokenizeBody } from './tokens/render-tokens.js';
