/** A JSON value as it came from a client, key order preserved. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** The efforts the model was trained on. */
export type ReasoningEffort = 'low' | 'medium' | 'high';

/** A function the model may call. */
export interface ToolDeclaration {
  /** `[A-Za-z0-9_-]{1,64}`: anything else could break out of a Harmony header. */
  name: string;
  description: string;
  /** JSON schema of the arguments, `null` for a function without any. */
  parameters: JsonObject | null;
}

/** A shape the final answer is asked to have. */
export interface ResponseFormat {
  name: string;
  description: string;
  schema: JsonObject;
}

/** One turn or part of a turn. What an assistant did in one turn is several of these, in the order it happened. */
export type ConversationMessage =
  | DeveloperMessage
  | { type: 'user'; text: string }
  | ReasoningMessage
  | { type: 'preamble'; text: string }
  | { type: 'answer'; text: string }
  | ToolCall
  | { type: 'tool-result'; name: string; text: string }
  | ProducedTurn;

/** `sealed` is a summary of what was said before, as the client was given it to bring back; once opened it stands behind `text`. */
export interface DeveloperMessage {
  type: 'developer';
  text: string;
  sealed?: string;
}

/**
 * A thought. `sealed` is what the client was given of it to bring back, before anybody has looked whether it is ours;
 * `tokenIds` are the thought as the model itself wrote it, from behind `<|start|>assistant` up to and with `<|end|>`.
 * Without words, and sealed by somebody else, it is an error of the client, unless it `mayVanish`.
 */
export interface ReasoningMessage {
  type: 'reasoning';
  text: string;
  sealed?: string;
  mayVanish?: boolean;
  tokenIds?: readonly number[];
}

/** `callId` is the id under which the client knows the call, if it told one. */
export interface ToolCall {
  type: 'tool-call';
  name: string;
  argumentsText: string;
  callId?: string;
}

/** A turn as the model itself wrote it: the token ids from behind `<|start|>assistant` up to and with `<|call|>`. */
export interface ProducedTurn {
  type: 'produced-turn';
  tokenIds: readonly number[];
}

/** Everything the model is shown, before it is rendered to tokens. */
export interface Conversation {
  /** The API's leading system and developer messages, joined; empty when there are none. */
  instructions: string;
  messages: readonly ConversationMessage[];
  tools: readonly ToolDeclaration[];
  responseFormats: readonly ResponseFormat[];
  reasoningEffort: ReasoningEffort;
  /** `YYYY-MM-DD`, fixed once per request so that the prompt cannot drift; `null` leaves the line out. */
  currentDate: string | null;
}

/**
 * What the model is given to go on from: a conversation, which it answers in Harmony, or bare text or tokens, which it just
 * continues, without a conversation around them.
 */
export type Prompt =
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'text'; text: string }
  /** `mayHoldControl`: whether whoever asks may speak as anybody, in control tokens. */
  | { type: 'tokens'; tokenIds: readonly number[]; mayHoldControl: boolean };
