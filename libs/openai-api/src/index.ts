export { ChatChunkStream } from './chat-completions/chat-chunk-stream.js';
export type { ChatStreamOptions } from './chat-completions/chat-chunk-stream.js';
export { toCallId } from './chat-completions/chat-identity.js';
export type { ChatFinishReason, ChatIdentity, ChatUsage } from './chat-completions/chat-identity.js';
export type { ChatLogprobs, ChatTokenLikelihood, ChatTokenLogprob } from './chat-completions/chat-logprobs.js';
export type { ChoiceOptions } from './chat-completions/choice-chunks.js';
export { parseChatRequest } from './chat-completions/parse-chat-request.js';
export type { ChatRequest, ChatRequestContext } from './chat-completions/parse-chat-request.js';
export { toChatCompletion } from './chat-completions/render-chat-completion.js';
export type {
  ChatAnswer,
  ChatChoice,
  ChatCompletion,
  ChatToolCall,
} from './chat-completions/render-chat-completion.js';
export { toErrorBody } from './errors.js';
export type { ErrorBody } from './errors.js';
export { toModel, toModelList } from './models/render-models.js';
export type { ModelBody, ServedModel } from './models/render-models.js';
