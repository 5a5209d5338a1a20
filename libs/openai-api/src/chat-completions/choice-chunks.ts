import type { ContentDelta, FinishReason, GenerationEvent, GenerationId, RewoundEvent, TerminalEvent } from '#protocol';
import { textOfItems, toToolCalls } from './answer-parts.js';
import { toCallId, toFinishReason } from './chat-identity.js';
import { toChatLogprobs } from './chat-logprobs.js';
import type { ChoiceTeller } from '../answers/choices-stream.js';
import { CustomInputDecoder } from '../answers/custom-input.js';

export interface ChoiceOptions {
  /** Whether the answer shows the reasoning; it is generated and counted either way. */
  includeReasoning: boolean;
  includeLogprobs: boolean;
  /** Tools whose calls are shown as calls of custom tools. */
  customToolNames: ReadonlySet<string>;
}

/** What is around the choices in a chunk: the same text in all chunks of an answer. */
export interface ChunkFrame {
  /** Up to and with the bracket before the choices. */
  head: string;
  /** What follows the bracket behind them. */
  tail: string;
}

interface StreamedCall {
  index: number;
  /** Of calls of custom tools only. */
  input: CustomInputDecoder | null;
}

/** The chunks of one choice. */
export class ChoiceChunks implements ChoiceTeller {
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

  /** What an event adds, but for the end of a generation. */
  push(event: Exclude<GenerationEvent, TerminalEvent>, chunks: string[]): void {
    switch (event.type) {
      case 'content-delta':
        return this.content(event, chunks);
      case 'reasoning-delta':
        return this.reasoning(event.item, event.text, chunks);
      case 'tool-arguments-delta':
        return this.toolArguments(event.item, event.text, chunks);
      case 'item-started':
        return event.kind === 'tool-call' ? this.toolCall(event.item, event.toolName, chunks) : undefined;
      case 'item-ended':
        return this.endOfCall(event.item, chunks);
      case 'paused':
      case 'resumed':
        return void chunks.push(this.extended(`{"type":"${event.type}"}`));
      case 'rewound':
        return this.beginAnew(event, chunks);
      case 'generation-started':
      case 'steered':
      case 'token-inspected':
        return;
    }
  }

  /** The last chunk. */
  finish(reason: FinishReason, chunks: string[]): void {
    for (const item of this.calls.keys()) this.endOfCall(item, chunks);
    chunks.push(this.chunk('{}', `"${toFinishReason(reason)}"`));
  }

  private content({ item, text, logprobs }: ContentDelta, chunks: string[]): void {
    const told = this.options.includeLogprobs && logprobs ? JSON.stringify(toChatLogprobs(logprobs)) : null;
    if (text === '') {
      if (told !== null) chunks.push(this.chunk('{"content":""}', 'null', told));
      return;
    }
    const isNext = this.contentItem !== null && this.contentItem !== item;
    this.contentItem = item;
    chunks.push(this.chunk(`{"content":${JSON.stringify(isNext ? `\n${text}` : text)}}`, 'null', told ?? 'null'));
  }

  private reasoning(item: number, text: string, chunks: string[]): void {
    if (text === '') return;
    if (!this.options.includeReasoning) return void chunks.push('');
    const isNext = this.reasoningItem !== null && this.reasoningItem !== item;
    this.reasoningItem = item;
    const json = JSON.stringify(isNext ? `\n${text}` : text);
    chunks.push(this.chunk(`{"reasoning":${json},"reasoning_content":${json}}`));
  }

  private toolCall(item: number, name: string, chunks: string[]): void {
    const call = this.beginCall(item, name);
    const [type, text] = call.input ? ['custom', 'input'] : ['function', 'arguments'];
    const called = `"${type}":{"name":${JSON.stringify(name)},"${text}":""}`;
    chunks.push(this.callChunk(call, `"id":"${toCallId(this.generationId, item)}","type":"${type}",${called}`));
  }

  private beginCall(item: number, name: string): StreamedCall {
    const input = this.options.customToolNames.has(name) ? new CustomInputDecoder() : null;
    const call = { index: this.calls.size, input };
    this.calls.set(item, call);
    return call;
  }

  private toolArguments(item: number, text: string, chunks: string[]): void {
    const call = this.calls.get(item);
    if (!call) throw new Error(`Arguments for item ${item}, which is no tool call`);
    if (call.input) return this.customInput(call, call.input.push(text), chunks);
    if (text !== '') chunks.push(this.callChunk(call, `"function":{"arguments":${JSON.stringify(text)}}`));
  }

  private customInput(call: StreamedCall, text: string, chunks: string[]): void {
    if (text !== '') chunks.push(this.callChunk(call, `"custom":{"input":${JSON.stringify(text)}}`));
  }

  private endOfCall(item: number, chunks: string[]): void {
    const call = this.calls.get(item);
    if (call?.input) this.customInput(call, call.input.end(), chunks);
  }

  /** Tells the client what stands of all it was given, and goes on from there. */
  private beginAnew({ toToken, standing }: RewoundEvent, chunks: string[]): void {
    this.calls.clear();
    this.contentItem = null;
    this.reasoningItem = null;
    for (const event of standing) this.recall(event);
    const { includeReasoning, customToolNames } = this.options;
    const calls = toToolCalls(this.generationId, standing, customToolNames, false);
    const stands = {
      type: 'rewound',
      token: toToken,
      ...(includeReasoning ? { reasoning: textOfItems(standing, 'reasoning-delta') } : {}),
      content: textOfItems(standing, 'content-delta'),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    };
    chunks.push(this.extended(JSON.stringify(stands)));
  }

  /** Of what stands, all that the next chunks depend on. */
  private recall(event: GenerationEvent): void {
    if (event.type === 'content-delta' && event.text !== '') this.contentItem = event.item;
    if (event.type === 'reasoning-delta' && event.text !== '') this.reasoningItem = event.item;
    if (event.type === 'item-started' && event.kind === 'tool-call') this.beginCall(event.item, event.toolName);
    if (event.type === 'tool-arguments-delta') this.calls.get(event.item)?.input?.push(event.text);
    if (event.type === 'item-ended') this.calls.get(event.item)?.input?.end();
  }

  private callChunk({ index }: StreamedCall, fields: string): string {
    return this.chunk(`{"tool_calls":[{"index":${index},${fields}}]}`);
  }

  private chunk(delta: string, finishReason = 'null', logprobs = 'null'): string {
    return `${this.head}${delta},"logprobs":${logprobs},"finish_reason":${finishReason}}]${this.frame.tail}`;
  }

  /** A chunk of what OpenAI has no word for. */
  private extended(harmonium: string): string {
    return `${this.head}{},"logprobs":null,"finish_reason":null}],"harmonium":${harmonium}${this.frame.tail}`;
  }
}
