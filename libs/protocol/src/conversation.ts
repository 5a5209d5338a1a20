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
  | { type: 'developer'; text: string }
  | { type: 'user'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'preamble'; text: string }
  | { type: 'answer'; text: string }
  | ToolCall
  | { type: 'tool-result'; name: string; text: string }
  | ProducedTurn;

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
