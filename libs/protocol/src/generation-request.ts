import type { JsonObject, Prompt } from './conversation.js';

/** Opaque id of a generation, `gen_` and 26 characters of Crockford base 32, ordered by time of acceptance. */
export type GenerationId = string;

/** Service classes, most urgent first. A class never waits for one behind it. */
export const GENERATION_CLASSES = ['realtime', 'interactive', 'background', 'batch'] as const;
export type GenerationClass = (typeof GENERATION_CLASSES)[number];

/**
 * What happens when nobody follows a generation: `foreground` ends at once when its client leaves, and after a short grace
 * when its gateway died; `resumable` goes on for a longer grace, so that the client can come back; `background` goes on.
 */
export type Persistence = 'foreground' | 'resumable' | 'background';

/**
 * In which dialect the client is answered, and how. Written and read by that dialect alone; kept with the generation so that
 * any gateway can go on with the same stream.
 */
export interface Presentation {
  dialect: string;
  options: JsonObject;
}

/** `tokenId` is an id of the served model's vocabulary; for gpt-oss these are OpenAI's own of o200k. */
export interface LogitBias {
  tokenId: number;
  bias: number;
}

/** How the next token is drawn. gpt-oss wants temperature 1, top_p 1 and no top_k: those are the defaults of every dialect. */
export interface Sampling {
  temperature: number;
  topP: number;
  /** Keep only the k likeliest tokens; `null` leaves the step out, which is also the cheapest. */
  topK: number | null;
  minP: number;
  frequencyPenalty: number;
  presencePenalty: number;
  /** Divides the likelihood of what was generated already, in log space; 1 leaves it out. An extension of llama.cpp. */
  repeatPenalty: number;
  /** Added to the logits of single tokens before anything else. */
  logitBias: readonly LogitBias[];
  /** Same seed, same settings, same worker build: same tokens. */
  seed: number;
}

/** A JSON schema that the output is bound to. */
export interface BindingSchema {
  schema: JsonObject;
  /** Whether a schema that cannot be enforced is refused; otherwise it stays a hint to the model. */
  isStrict: boolean;
  /** Where the schema stands in the client's body, for errors: `response_format.json_schema.schema`. */
  param: string;
}

/** A tool the model may call. What it is shown of the tools stands in the conversation. */
export interface CallableTool {
  name: string;
  /** Schema of the arguments; `null` when nothing is known of them. */
  parameters: BindingSchema | null;
}

/** What was asked, parsed once at the edge and free of any dialect. */
export interface GenerationRequest {
  model: string;
  prompt: Prompt;
  /** Where the prompt stands in the client's body, for errors: `messages`. */
  promptParam: string;
  /** Whether the oldest turns may be left out when the conversation is longer than the model's context. */
  mayForgetOldest: boolean;
  /** Those of the conversation's tools that may be called; none of them when the client forbids it. */
  callableTools: readonly CallableTool[];
  /** Whether the turn must end in a call of one of the callable tools. */
  mustCall: boolean;
  /** What the final answer is bound to; reasoning never is. */
  answerSchema: BindingSchema | null;
  /** Tokens the model may think before it is told to answer; `null` leaves it to the model. */
  reasoningBudgetTokens: number | null;
  /** How many alternatives to tell beside each token of the content, from 0; `null` tells nothing. */
  topLogprobs: number | null;
  /** Requests with the same key probably share a long prefix. */
  cacheKey: string | null;
  sampling: Sampling;
  /** Texts that end the answer; they are looked for in content only, never in reasoning. */
  stop: readonly string[];
  /** Upper bound of generated tokens, reasoning included; `null` means whatever the context leaves. */
  maxOutputTokens: number | null;
  class: GenerationClass;
  persistence: Persistence;
  presentation: Presentation | null;
  tenant: string;
}

/** What the output is bound to while it is generated. Grammars are GBNF, llama.cpp's own form, with the root rule `root`. */
export interface OutputRules {
  callableTools: readonly { name: string; argumentsGrammar: string | null }[];
  mustCall: boolean;
  answerGrammar: string | null;
  reasoningBudgetTokens: number | null;
}

export type OutputFormat = 'harmony' | 'text';

/** The durable form of a request: from here on the prompt is token ids, and no text is rendered or tokenized again. */
export interface Generation {
  id: GenerationId;
  model: string;
  /** Hash of the vocabulary the prompt's ids belong to; a worker with another one refuses the generation. */
  vocabularyHash: string;
  promptTokenIds: readonly number[];
  /** What the output is read as: Harmony's messages, or bare text that continues the prompt. */
  outputFormat: OutputFormat;
  sampling: Sampling;
  stop: readonly string[];
  maxOutputTokens: number;
  /** Names of the declared tools: a call of anything else is not a tool call. */
  toolNames: readonly string[];
  rules: OutputRules;
  topLogprobs: number | null;
  /** LoRA adapter, by the name under which workers have it; `null` for the model as it is. */
  adapter: string | null;
  /** Digests under which the worker that begins this is remembered, so that the conversation's next turn can find it. */
  affinityKeys: readonly string[];
  class: GenerationClass;
  persistence: Persistence;
  presentation: Presentation | null;
  /** Tokens that the answer begins with, from another generation that this one was forked from. */
  openingTokenIds: readonly number[];
  /** The generation this one was forked from, and how many of its tokens it shares; `null` for one of its own. */
  forkedFrom: { id: GenerationId; toToken: number } | null;
  tenant: string;
  acceptedAtMs: number;
}
