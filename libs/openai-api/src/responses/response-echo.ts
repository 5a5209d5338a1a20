import type { Json, JsonObject } from '#protocol';

/** OpenAI's own, and that of the Open Responses specification, which names the events of reasoning otherwise. */
export type ResponsesVariant = 'openai' | 'open-responses';

/** What of an answer is shown only to those who ask for it. */
export interface ResponseInclude {
  /** `reasoning.encrypted_content`. */
  encryptedContent: boolean;
  /** `message.output_text.logprobs`. */
  logprobs: boolean;
}

/** What every response object repeats of its request, in its words; `null` where the request said nothing and there is no default. */
export interface EchoedFields {
  background: boolean;
  conversation: { id: string } | null;
  frequency_penalty: number;
  instructions: string | null;
  max_output_tokens: number | null;
  max_tool_calls: number | null;
  metadata: JsonObject;
  model: string;
  parallel_tool_calls: boolean;
  presence_penalty: number;
  previous_response_id: string | null;
  prompt_cache_key: string | null;
  prompt_cache_retention: string | null;
  reasoning: { effort: string | null; summary: string | null };
  safety_identifier: string | null;
  service_tier: string;
  store: boolean;
  temperature: number;
  text: JsonObject;
  tool_choice: Json;
  tools: JsonObject[];
  top_logprobs: number;
  top_p: number;
  truncation: 'auto' | 'disabled';
  user: string | null;
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
