import type { GenerationEvent } from '#protocol';
import { CustomInputDecoder } from '../answers/custom-input.js';
import type { ChatTokenLogprob } from '../chat-completions/chat-logprobs.js';
import type { ItemStatus, MessagePhase, OutputItem } from './response-item.js';

/** An item of the output while it grows. */
export interface GrowingItem {
  /** Its number in the generation. */
  item: number;
  type: Exclude<OutputItem['type'], 'compaction'>;
  /** Empty as long as no client is shown it. */
  id: string;
  /** Its place among all items that were ever shown, those too that do not stand any more; -1 as long as it is empty, and no client is shown it. */
  index: number;
  status: ItemStatus;
  /** What it consists of: words, a thought, arguments or an input. */
  text: string;
  /** Of messages only, if they were asked for. */
  logprobs: ChatTokenLogprob[];
  /** Of messages only. */
  phase: MessagePhase;
  /** Of calls only, as soon as they are shown. */
  callId: string;
  /** Of calls only. */
  name: string;
  /** Of calls of tools in a namespace only. */
  namespace: string | null;
  /** Of calls of custom tools only. */
  input: CustomInputDecoder | null;
  /** Of a thought that is over: what a client is given of it to bring back; `null` as long as nobody has asked for it. */
  sealed: string | null;
}

/** What must be known of tools to show their calls. */
export interface NamedTools {
  customToolNames: ReadonlySet<string>;
  /** The two names of a tool in a namespace, by what the model calls it. */
  inNamespaces: ReadonlyMap<string, { name: string; namespace: string }>;
}

/** An item of which nothing is there yet. */
export function startItem(
  { item, kind, toolName }: Extract<GenerationEvent, { type: 'item-started' }>,
  { customToolNames, inNamespaces }: NamedTools,
): GrowingItem {
  const isCall = kind === 'tool-call';
  const isCustom = isCall && customToolNames.has(toolName);
  const callType = isCustom ? 'custom_tool_call' : 'function_call';
  const type = isCall ? callType : kind === 'reasoning' ? 'reasoning' : 'message';
  return {
    item,
    type,
    id: '',
    index: -1,
    status: 'in_progress',
    text: '',
    logprobs: [],
    phase: kind === 'preamble' ? 'commentary' : 'final_answer',
    callId: '',
    ...(inNamespaces.get(toolName) ?? { name: toolName, namespace: null }),
    input: isCustom ? new CustomInputDecoder() : null,
    sealed: null,
  };
}
