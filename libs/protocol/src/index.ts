export type {
  Conversation,
  ConversationMessage,
  DeveloperMessage,
  Json,
  JsonObject,
  ProducedTurn,
  Prompt,
  ReasoningEffort,
  ReasoningMessage,
  ResponseFormat,
  ToolCall,
  ToolDeclaration,
} from './conversation.js';
export { foldTokens } from './frame.js';
export type { Frame } from './frame.js';
export { decodeFrame, encodeEventFrame, encodeFrameBody } from './frame-codec.js';
export { isTerminal } from './generation-event.js';
export type {
  ContentDelta,
  FinishEvent,
  FinishReason,
  GenerationEvent,
  ItemKind,
  LiveControlEvent,
  RewoundEvent,
  SteeringAction,
  TerminalEvent,
  TokenLikelihood,
  TokenLogprob,
  Usage,
} from './generation-event.js';
export type { GenerationCommand, NumberedCommand } from './generation-command.js';
export { GENERATION_CLASSES } from './generation-request.js';
export type {
  BindingSchema,
  CallableTool,
  Generation,
  GenerationClass,
  GenerationId,
  GenerationRequest,
  LogitBias,
  OutputFormat,
  OutputRules,
  Persistence,
  Presentation,
  Sampling,
} from './generation-request.js';
export { deriveId, newGenerationId } from './ids.js';
export { ERRORS, ServingError, isErrorCode, toServingError } from './serving-error.js';
export type { ErrorCode, ServingErrorDetails } from './serving-error.js';
