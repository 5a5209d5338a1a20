import type { Conversation } from './conversation.js';

/** Opaque id of a generation, `gen_` and 26 characters of Crockford base 32, ordered by time of acceptance. */
export type GenerationId = string;

/** Service classes, most urgent first. A class never waits for one behind it. */
export const GENERATION_CLASSES = ['realtime', 'interactive', 'background', 'batch'] as const;
export type GenerationClass = (typeof GENERATION_CLASSES)[number];

/** How the next token is drawn. gpt-oss wants temperature 1, top_p 1 and no top_k: those are the defaults of every dialect. */
export interface Sampling {
  temperature: number;
  topP: number;
  /** Keep only the k likeliest tokens; `null` leaves the step out, which is also the cheapest. */
  topK: number | null;
  minP: number;
  frequencyPenalty: number;
  presencePenalty: number;
  /** Same seed, same settings, same worker build: same tokens. */
  seed: number;
}

/** What was asked, parsed once at the edge and free of any dialect. */
export interface GenerationRequest {
  model: string;
  conversation: Conversation;
  sampling: Sampling;
  /** Texts that end the answer; they are looked for in content only, never in reasoning. */
  stop: readonly string[];
  /** Upper bound of generated tokens, reasoning included; `null` means whatever the context leaves. */
  maxOutputTokens: number | null;
  class: GenerationClass;
  tenant: string;
}

/** The durable form of a request: from here on the prompt is token ids, and no text is rendered or tokenized again. */
export interface Generation {
  id: GenerationId;
  model: string;
  /** Hash of the vocabulary the prompt's ids belong to; a worker with another one refuses the generation. */
  vocabularyHash: string;
  promptTokenIds: readonly number[];
  sampling: Sampling;
  stop: readonly string[];
  maxOutputTokens: number;
  /** Names of the declared tools: a call of anything else is not a tool call. */
  toolNames: readonly string[];
  class: GenerationClass;
  tenant: string;
  acceptedAtMs: number;
}
