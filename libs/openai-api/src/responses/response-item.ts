import type { ChatTokenLogprob } from '../chat-completions/chat-logprobs.js';

/*
 * The items of which a response and its input consist, in OpenAI's own form: as they are stored, and as clients see them.
 * Types in openai-node: `resources/responses/responses.d.ts`.
 */

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** Whether a message is an announcement in front of a tool call, or the answer. */
export type MessagePhase = 'commentary' | 'final_answer';

export interface InputTextPart {
  type: 'input_text';
  text: string;
}

export interface OutputTextPart {
  type: 'output_text';
  text: string;
  /** There is nothing here that annotates. */
  annotations: [];
  /** Empty unless they were asked for. */
  logprobs: ChatTokenLogprob[];
}

export interface RefusalPart {
  type: 'refusal';
  refusal: string;
}

export interface ReasoningTextPart {
  type: 'reasoning_text';
  text: string;
}

export interface SummaryTextPart {
  type: 'summary_text';
  text: string;
}

export interface InputMessage {
  type: 'message';
  id: string;
  role: 'user' | 'system' | 'developer';
  status: ItemStatus;
  content: InputTextPart[];
}

export interface OutputMessage {
  type: 'message';
  id: string;
  role: 'assistant';
  status: ItemStatus;
  content: (OutputTextPart | RefusalPart)[];
  phase?: MessagePhase;
}

export interface FunctionCall {
  type: 'function_call';
  id: string;
  call_id: string;
  name: string;
  /** That of the tool, if it has one. */
  namespace?: string;
  /** JSON, as the model wrote it. */
  arguments: string;
  status: ItemStatus;
}

export interface FunctionCallOutput {
  type: 'function_call_output';
  id: string;
  call_id: string;
  output: string | InputTextPart[];
  status: ItemStatus;
}

export interface CustomToolCall {
  type: 'custom_tool_call';
  id: string;
  call_id: string;
  name: string;
  namespace?: string;
  input: string;
  status: ItemStatus;
}

export interface CustomToolCallOutput {
  type: 'custom_tool_call_output';
  id: string;
  call_id: string;
  output: string | InputTextPart[];
  status: ItemStatus;
}

export interface ReasoningItem {
  type: 'reasoning';
  id: string;
  /** gpt-oss writes none; clients may send some of other models. */
  summary: SummaryTextPart[];
  /** Empty for a client that may not see it. */
  content: ReasoningTextPart[];
  /** The sealed thought; absent unless the client asked for it. */
  encrypted_content?: string;
  status: ItemStatus;
}

/** What stands for a longer conversation: a sealed summary of it. */
export interface CompactionItem {
  type: 'compaction';
  id: string;
  encrypted_content: string;
}

/** An item that has its id. */
export type ResponseItem =
  | InputMessage
  | OutputMessage
  | FunctionCall
  | FunctionCallOutput
  | CustomToolCall
  | CustomToolCallOutput
  | ReasoningItem
  | CompactionItem;

/** An item of a client's request: it has an id only if the client sent one. */
export type AskedItem = ResponseItem extends infer Item
  ? Item extends ResponseItem
    ? Omit<Item, 'id'> & { id?: string }
    : never
  : never;

/** Stands in the input for an item that is stored. */
export interface ItemReference {
  type: 'item_reference';
  id: string;
}

/** An item that a model produced, and a client may find in `output`. */
export type OutputItem = OutputMessage | FunctionCall | CustomToolCall | ReasoningItem | CompactionItem;
