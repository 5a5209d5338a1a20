import type { GenerationClass } from '#protocol';
import type { AskedTool, AskedToolChoice } from '../requests/asked-tools.js';
import type { AskedEffort } from '../requests/effort.js';
import type { AskedFormat } from '../chat-completions/response-format.schema.js';
import type { SamplingFields } from '../requests/sampling.schema.js';
import type { EchoedFields, ResponseInclude, ResponsesVariant } from './response-echo.js';
import type { AskedItem, ItemReference } from './response-item.js';

/** How a response is to be generated, whatever the conversation. */
export interface ResponseSettings {
  tools: readonly AskedTool[];
  toolChoice: AskedToolChoice;
  format: AskedFormat;
  effort: AskedEffort | null;
  reasoningBudgetTokens: number | null;
  topLogprobs: number | null;
  cacheKey: string | null;
  sampling: SamplingFields;
  stop: readonly string[];
  maxOutputTokens: number | null;
  mayForgetOldest: boolean;
  class: GenerationClass;
  echoed: EchoedFields;
}

/** The body of `POST /v1/responses`, read, but without what it only refers to. */
export interface AskedResponse {
  model: string;
  input: readonly (AskedItem | ItemReference)[];
  instructions: string | null;
  /** Never together with `conversationId`. */
  previousResponseId: string | null;
  conversationId: string | null;
  store: boolean;
  /** Only together with `store`. */
  background: boolean;
  stream: boolean;
  includeObfuscation: boolean;
  include: ResponseInclude;
  variant: ResponsesVariant;
  settings: ResponseSettings;
}

/** The same with the items themselves in the place of references to them. */
export type ResolvedResponse = Omit<AskedResponse, 'input'> & { input: readonly AskedItem[] };
