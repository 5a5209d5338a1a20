import type { ContentDelta, FinishReason, GenerationEvent, GenerationId, TerminalEvent } from '#protocol';
import { toCallId, toFinishReason } from './chat-identity.js';
import { toChatLogprobs } from './chat-logprobs.js';
import { CustomInputDecoder } from './custom-input.js';

export interface ChoiceOptions {
  includeReasoning: boolean;
  includeLogprobs: boolean;
  /** Tools whose calls are shown as calls of custom tools. */
  customToolNames: ReadonlySet<string>;
}

/** What is around the choices in a chunk: the same text in all chunks of an answer. */
export interface ChunkFrame {
  head: string;
  tail: string;
}

interface StreamedCall {
  index: number;
  /** Of calls of custom tools only. */
  input: CustomInputDecoder | null;
}

/** The chunks of one choice; texts are empty or hold whole server-sent events. */
export class ChoiceChunks {
  private readonly head: string;
  private readonly calls = new Map<number, StreamedCall>();
  private contentItem: number | null = null;
  private reasoningItem: number | null = null;

  constructor(
    private readonly frame: ChunkFrame,
    index: number,
    private readonly generationId: GenerationId,
    private readonly options: ChoiceOptions,
  ) {
    this.head = `${frame.head}{"index":${index},"delta":`;
  }

  /** The first chunk, which every client expects before any text. */
  opening(): string {
    return this.chunk('{"role":"assistant","content":""}');
  }

  /** What an event adds, but for the error of a failed generation, which belongs to no choice. */
  push(event: Exclude<GenerationEvent, TerminalEvent>): string {
    switch (event.type) {
      case 'content-delta':
        return this.content(event);
      case 'reasoning-delta':
        return this.reasoning(event.item, event.text);
      case 'tool-arguments-delta':
        return this.toolArguments(event.item, event.text);
      case 'item-started':
        return event.kind === 'tool-call' ? this.toolCall(event.item, event.toolName) : '';
      case 'item-ended':
        return this.endOfCall(event.item);
      case 'generation-started':
      case 'paused':
      case 'resumed':
      case 'rewound':
      case 'steered':
      case 'token-inspected':
        return '';
    }
  }

  /** The last chunk. */
  finish(reason: FinishReason): string {
    const cutOff = [...this.calls.keys()].map((item) => this.endOfCall(item)).join('');
    return `${cutOff}${this.chunk('{}', `"${toFinishReason(reason)}"`)}`;
  }

  private content({ item, text, logprobs }: ContentDelta): string {
    const told = this.options.includeLogprobs && logprobs ? JSON.stringify(toChatLogprobs(logprobs)) : null;
    if (text === '') return told === null ? '' : this.chunk('{"content":""}', 'null', told);
    const isNext = this.contentItem !== null && this.contentItem !== item;
    this.contentItem = item;
    return this.chunk(`{"content":${JSON.stringify(isNext ? `\n${text}` : text)}}`, 'null', told ?? 'null');
  }

  private reasoning(item: number, text: string): string {
    if (text === '' || !this.options.includeReasoning) return '';
    const isNext = this.reasoningItem !== null && this.reasoningItem !== item;
    this.reasoningItem = item;
    const json = JSON.stringify(isNext ? `\n${text}` : text);
    return this.chunk(`{"reasoning":${json},"reasoning_content":${json}}`);
  }

  private toolCall(item: number, name: string): string {
    const isCustom = this.options.customToolNames.has(name);
    const call: StreamedCall = { index: this.calls.size, input: isCustom ? new CustomInputDecoder() : null };
    this.calls.set(item, call);
    const [type, text] = isCustom ? ['custom', 'input'] : ['function', 'arguments'];
    const called = `"${type}":{"name":${JSON.stringify(name)},"${text}":""}`;
    return this.callChunk(call, `"id":"${toCallId(this.generationId, item)}","type":"${type}",${called}`);
  }

  private toolArguments(item: number, text: string): string {
    const call = this.calls.get(item);
    if (!call) throw new Error(`Arguments for item ${item}, which is no tool call`);
    if (call.input) return this.customInput(call, call.input.push(text));
    return text === '' ? '' : this.callChunk(call, `"function":{"arguments":${JSON.stringify(text)}}`);
  }

  private customInput(call: StreamedCall, text: string): string {
    return text === '' ? '' : this.callChunk(call, `"custom":{"input":${JSON.stringify(text)}}`);
  }

  private endOfCall(item: number): string {
    const call = this.calls.get(item);
    return call?.input ? this.customInput(call, call.input.end()) : '';
  }

  private callChunk({ index }: StreamedCall, fields: string): string {
    return this.chunk(`{"tool_calls":[{"index":${index},${fields}}]}`);
  }

  private chunk(delta: string, finishReason = 'null', logprobs = 'null'): string {
    return `${this.head}${delta},"logprobs":${logprobs},"finish_reason":${finishReason}}${this.frame.tail}`;
  }
}
