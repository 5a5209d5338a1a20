import type { ChatTokenLogprob } from '../../chat-completions/chat-logprobs.js';
import type { ErrorBody } from '../../errors.js';
import type { ResponseBody } from '../../responses/response-body.js';
import type { OutputItem, OutputTextPart, ReasoningTextPart } from '../../responses/response-item.js';

interface Numbered {
  sequence_number: number;
}

interface OfItem extends Numbered {
  item_id: string;
  output_index: number;
}

interface OfPart extends OfItem {
  content_index: number;
}

export interface ResponseStateEvent extends Numbered {
  type:
    | 'response.created'
    | 'response.queued'
    | 'response.in_progress'
    | 'response.completed'
    | 'response.incomplete'
    | 'response.failed';
  response: ResponseBody;
}

export interface ResponseItemEvent extends Numbered {
  type: 'response.output_item.added' | 'response.output_item.done';
  output_index: number;
  item: OutputItem;
}

export interface ResponsePartEvent extends OfPart {
  type: 'response.content_part.added' | 'response.content_part.done';
  part: OutputTextPart | ReasoningTextPart;
}

export interface ResponseTextDeltaEvent extends OfPart {
  type: 'response.output_text.delta';
  delta: string;
  logprobs: ChatTokenLogprob[];
}

export interface ResponseTextDoneEvent extends OfPart {
  type: 'response.output_text.done';
  text: string;
  logprobs: ChatTokenLogprob[];
}

/** `response.reasoning.*` under `/openresponses/v1`. */
export interface ResponseReasoningDeltaEvent extends OfPart {
  type: 'response.reasoning_text.delta' | 'response.reasoning.delta';
  delta: string;
}

export interface ResponseReasoningDoneEvent extends OfPart {
  type: 'response.reasoning_text.done' | 'response.reasoning.done';
  text: string;
}

export interface ResponseCallDeltaEvent extends OfItem {
  type: 'response.function_call_arguments.delta' | 'response.custom_tool_call_input.delta';
  delta: string;
}

export interface ResponseArgumentsDoneEvent extends OfItem {
  type: 'response.function_call_arguments.done';
  name: string;
  arguments: string;
}

export interface ResponseInputDoneEvent extends OfItem {
  type: 'response.custom_tool_call_input.done';
  input: string;
}

export interface ResponseErrorEvent extends Numbered {
  type: 'error';
  code: string;
  message: string;
  param: string | null;
  status: number;
  error: ErrorBody['error'];
}

/** One event of a response. */
export type ResponseStreamEvent =
  | ResponseStateEvent
  | ResponseItemEvent
  | ResponsePartEvent
  | ResponseTextDeltaEvent
  | ResponseTextDoneEvent
  | ResponseReasoningDeltaEvent
  | ResponseReasoningDoneEvent
  | ResponseCallDeltaEvent
  | ResponseArgumentsDoneEvent
  | ResponseInputDoneEvent
  | ResponseErrorEvent;
