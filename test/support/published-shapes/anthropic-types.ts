import type {
  ErrorResponse,
  Message,
  MessageTokensCount,
  ModelInfo,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources';

/** What Anthropic's own package says that it reads; schemas are made of it by `npm run generate -- shapes`. */
export interface AnthropicShapes {
  ErrorResponse: ErrorResponse;
  Message: Message;
  MessageTokensCount: MessageTokensCount;
  ModelInfo: ModelInfo;
  RawMessageStreamEvent: RawMessageStreamEvent;
}
