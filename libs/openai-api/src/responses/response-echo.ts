import type { JsonObject } from '#protocol';
import type { AskedEffort } from '../requests/effort.js';

/** OpenAI's own, and that of the Open Responses specification, which names the events of reasoning otherwise. */
export type ResponsesVariant = 'openai' | 'open-responses';

/** What of an answer is shown only to those who ask for it. */
export interface ResponseInclude {
  /** `reasoning.encrypted_content`. */
  encryptedContent: boolean;
  /** `message.output_text.logprobs`. */
  logprobs: boolean;
}

export type EchoedFormat =
  | { type: 'text' | 'json_object' }
  | { type: 'json_schema'; name: string; description?: string; schema: JsonObject; strict: boolean };

export type EchoedText = { format: EchoedFormat; verbosity: 'low' | 'medium' | 'high' };

/** OpenAI requires the keys of functions to be there. */
export type EchoedCallable =
  | { type: 'function'; name: string; description: string | null; parameters: JsonObject | null; strict: boolean }
  | { type: 'custom'; name: string; description?: string; format: EchoedCustomFormat };
type EchoedCustomFormat = { type: 'text' } | { type: 'grammar'; syntax: 'regex' | 'lark'; definition: string };

export type EchoedTool =
  EchoedCallable | { type: 'namespace'; name: string; description: string; tools: EchoedCallable[] };

type EchoedToolName = { type: 'function' | 'custom'; name: string };
export type EchoedToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | EchoedToolName
  | { type: 'allowed_tools'; mode: 'auto' | 'required'; tools: EchoedToolName[] };

/** What every response object repeats of its request, in its words; `null` where the request said nothing and there is no default. */
export interface EchoedFields {
  background: boolean;
  conversation: { id: string } | null;
  frequency_penalty: number;
  instructions: string | null;
  max_output_tokens: number | null;
  max_tool_calls: number | null;
  metadata: Record<string, string>;
  model: string;
  parallel_tool_calls: boolean;
  presence_penalty: number;
  previous_response_id: string | null;
  prompt_cache_key: string | null;
  prompt_cache_retention: 'in_memory' | '24h' | null;
  reasoning: { effort: AskedEffort; summary: 'auto' | 'concise' | 'detailed' | null };
  safety_identifier: string | null;
  service_tier: 'default' | 'flex' | 'scale' | 'priority';
  store: boolean;
  temperature: number;
  text: EchoedText;
  tool_choice: EchoedToolChoice;
  tools: EchoedTool[];
  top_logprobs: number;
  top_p: number;
  truncation: 'auto' | 'disabled';
  /** Absent where the request said nothing. */
  user?: string;
}

/** Everything that rendering a response needs to know of its request; kept with the generation as `presentation.options`. */
export interface ResponseEcho {
  fields: EchoedFields;
  include: ResponseInclude;
  /** Tools whose calls are shown as calls of custom tools. */
  customToolNames: readonly string[];
  /** Whether the key that asked may see the model think. */
  maySeeReasoning: boolean;
  /** Whether it was asked for as a stream: only then its events can be asked for later. */
  stream: boolean;
  variant: ResponsesVariant;
}
