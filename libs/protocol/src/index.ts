export type {
  Conversation,
  ConversationMessage,
  Json,
  JsonObject,
  ReasoningEffort,
  ResponseFormat,
  ToolDeclaration,
} from './conversation.js';
export type { Frame } from './frame.js';
export { decodeFrame, encodeFrameBody } from './frame-codec.js';
export { isTerminal } from './generation-event.js';
export type { FinishReason, GenerationEvent, ItemKind, TerminalEvent, Usage } from './generation-event.js';
export { GENERATION_CLASSES } from './generation-request.js';
export type { Generation, GenerationClass, GenerationId, GenerationRequest, Sampling } from './generation-request.js';
export { deriveId, newGenerationId } from './ids.js';
export { ERRORS, ServingError, isErrorCode, toServingError } from './serving-error.js';
export type { ErrorCode, ServingErrorDetails } from './serving-error.js';
