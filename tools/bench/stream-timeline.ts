import { type ChatEvent, NO_USAGE, parseChatEvent, type TokenUsage } from './chat-event.js';

/** How one request went. Times are milliseconds since it was sent; null where the stream never got that far. */
export type RequestOutcome =
  | {
      type: 'completed';
      /** Any event, such as the chunk that only says the role. */
      firstEventMs: number | null;
      /** The first text, be it reasoning or answer, or a tool call. */
      firstTokenMs: number | null;
      /** The first text of the answer. */
      firstAnswerMs: number | null;
      /** Between one chunk with tokens and the next; events that arrive in one read have no gap. */
      gapsMs: number[];
      /** Those that were generated. */
      tokens: number;
      promptTokens: number | null;
      cachedTokens: number | null;
      answer: string;
    }
  | { type: 'failed'; reason: string };

/** An outcome that is worth measuring. */
export type CompletedRequest = Extract<RequestOutcome, { type: 'completed' }>;

/** The events of one stream against the clock. */
export class StreamTimeline {
  private firstEventMs: number | null = null;
  private firstTokenMs: number | null = null;
  private firstAnswerMs: number | null = null;
  private lastTokenMs: number | null = null;
  private readonly gapsMs: number[] = [];
  private tokenChunks = 0;
  private usage: TokenUsage = NO_USAGE;
  private answer = '';
  private failure: string | null = null;
  private isDone = false;

  /** `onToken` hears of each chunk with tokens. */
  constructor(private readonly onToken: (atMs: number) => void = () => undefined) {}

  /** Takes the data of one event that came so many milliseconds after the request was sent. */
  record(text: string, atMs: number): void {
    this.take(parseChatEvent(text), atMs);
  }

  /** The same for an event that needs no parsing. */
  take(event: ChatEvent, atMs: number): void {
    this.firstEventMs ??= atMs;
    switch (event.type) {
      case 'chunk':
        this.takeUsage(event.usage);
        if (event.carriesToken) this.recordToken(atMs);
        if (event.answerText !== '') this.firstAnswerMs ??= atMs;
        this.answer += event.answerText;
        break;
      case 'error':
        this.failure ??= event.message;
        break;
      case 'done':
        this.isDone = true;
    }
  }

  /** What the stream came to, now that it has ended. */
  outcome(): RequestOutcome {
    if (this.failure !== null) return { type: 'failed', reason: this.failure };
    if (!this.isDone) return { type: 'failed', reason: 'the stream ended without [DONE]' };
    return {
      type: 'completed',
      firstEventMs: this.firstEventMs,
      firstTokenMs: this.firstTokenMs,
      firstAnswerMs: this.firstAnswerMs,
      gapsMs: this.gapsMs,
      tokens: this.usage.completionTokens ?? this.tokenChunks,
      promptTokens: this.usage.promptTokens,
      cachedTokens: this.usage.cachedTokens,
      answer: this.answer,
    };
  }

  private takeUsage({ promptTokens, cachedTokens, completionTokens }: TokenUsage): void {
    this.usage = {
      promptTokens: promptTokens ?? this.usage.promptTokens,
      cachedTokens: cachedTokens ?? this.usage.cachedTokens,
      completionTokens: completionTokens ?? this.usage.completionTokens,
    };
  }

  private recordToken(atMs: number): void {
    this.tokenChunks += 1;
    this.firstTokenMs ??= atMs;
    if (this.lastTokenMs !== null) this.gapsMs.push(atMs - this.lastTokenMs);
    this.lastTokenMs = atMs;
    this.onToken(atMs);
  }
}
