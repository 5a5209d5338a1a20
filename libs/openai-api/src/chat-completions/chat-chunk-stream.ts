import { ServingError, type ErrorCode, type GenerationEvent, type TerminalEvent, type Usage } from '#protocol';
import { toErrorBody } from '../errors.js';
import { toCallId, toChatUsage, toCompletionId, toFinishReason, type ChatIdentity } from './chat-identity.js';

export interface ChatStreamOptions {
  includeUsage: boolean;
  includeReasoning: boolean;
}

/**
 * One client's stream of chat completion chunks: events in, complete server-sent events out. Every text it returns is
 * empty or holds whole events and is meant for a single write. All events of the generation must be pushed in order,
 * after `opening`; a replay from the first event gives the same bytes.
 */
export class ChatChunkStream {
  private readonly head: string;
  private readonly tail: string;
  private readonly toolCallIndexes = new Map<number, number>();
  private contentItem: number | null = null;
  private reasoningItem: number | null = null;

  constructor(
    private readonly identity: ChatIdentity,
    private readonly options: ChatStreamOptions,
  ) {
    const { generationId, model, createdSeconds, systemFingerprint } = identity;
    this.head =
      `data: {"id":${JSON.stringify(toCompletionId(generationId))},"object":"chat.completion.chunk",` +
      `"created":${createdSeconds},"model":${JSON.stringify(model)},` +
      `"system_fingerprint":${JSON.stringify(systemFingerprint)},"choices":[`;
    this.tail = options.includeUsage ? '],"usage":null}\n\n' : ']}\n\n';
  }

  /** The first chunk, which every client expects before any text. */
  opening(): string {
    return this.chunk('{"role":"assistant","content":""}');
  }

  /** What one event adds to the stream; after a terminal event nothing may follow. */
  push(event: GenerationEvent): string {
    switch (event.type) {
      case 'content-delta':
        return this.content(event.item, event.text);
      case 'reasoning-delta':
        return this.reasoning(event.item, event.text);
      case 'tool-arguments-delta':
        return this.toolArguments(event.item, event.text);
      case 'item-started':
        return event.kind === 'tool-call' ? this.toolCall(event.item, event.toolName) : '';
      case 'generation-started':
      case 'item-ended':
        return '';
      case 'finish':
      case 'error':
        return this.closing(event);
    }
  }

  private content(item: number, text: string): string {
    if (text === '') return '';
    const isNext = this.contentItem !== null && this.contentItem !== item;
    this.contentItem = item;
    return this.chunk(`{"content":${JSON.stringify(isNext ? `\n${text}` : text)}}`);
  }

  private reasoning(item: number, text: string): string {
    if (text === '' || !this.options.includeReasoning) return '';
    const isNext = this.reasoningItem !== null && this.reasoningItem !== item;
    this.reasoningItem = item;
    const json = JSON.stringify(isNext ? `\n${text}` : text);
    return this.chunk(`{"reasoning":${json},"reasoning_content":${json}}`);
  }

  private toolCall(item: number, name: string): string {
    const index = this.toolCallIndexes.size;
    this.toolCallIndexes.set(item, index);
    const call = `"id":"${toCallId(this.identity.generationId, item)}","type":"function"`;
    return this.chunk(
      `{"tool_calls":[{"index":${index},${call},"function":{"name":${JSON.stringify(name)},"arguments":""}}]}`,
    );
  }

  private toolArguments(item: number, text: string): string {
    const index = this.toolCallIndexes.get(item);
    if (index === undefined) throw new Error(`Arguments for item ${item}, which is no tool call`);
    if (text === '') return '';
    return this.chunk(`{"tool_calls":[{"index":${index},"function":{"arguments":${JSON.stringify(text)}}}]}`);
  }

  private closing(event: TerminalEvent): string {
    if (event.type === 'error') return toErrorEvent(event);
    return `${this.chunk('{}', `"${toFinishReason(event.reason)}"`)}${this.usage(event.usage)}data: [DONE]\n\n`;
  }

  private usage(usage: Usage): string {
    if (!this.options.includeUsage) return '';
    return `${this.head}],"usage":${JSON.stringify(toChatUsage(usage))}}\n\n`;
  }

  private chunk(delta: string, finishReason = 'null'): string {
    return `${this.head}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finishReason}}${this.tail}`;
  }
}

/** A stream cannot change its status any more: the error is its last event, and `[DONE]` is left out. */
function toErrorEvent({ code, message }: { code: ErrorCode; message: string }): string {
  return `data: ${JSON.stringify(toErrorBody(new ServingError(code, message)))}\n\n`;
}
