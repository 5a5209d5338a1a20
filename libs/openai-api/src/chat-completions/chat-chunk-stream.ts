import { ServingError, type ErrorCode, type Frame, type GenerationEvent, type Usage } from '#protocol';
import { toErrorBody } from '../errors.js';
import { EventIds, startOf, type StreamPositions } from '../answers/stream-position.js';
import { toChatUsage, toCompletionId, type ChatIdentity } from './chat-identity.js';
import type { ChatStreamOptions } from './chat-presentation.js';
import { ChoiceChunks } from './choice-chunks.js';

/**
 * One client's stream of chat completion chunks: frames in, complete server-sent events out, each with its place in the
 * logs as id. Every text it returns is empty or holds whole events and is meant for a single write. All frames of each
 * choice's generation must be pushed in order, from the first on, after `opening`; how those of several choices are
 * interleaved does not matter. What the client `had` already is not shown again: the rest is the same bytes as at first.
 */
export class ChatChunkStream {
  private readonly head: string;
  private readonly choices: readonly ChoiceChunks[];
  private readonly usages: (Usage | undefined)[];
  private readonly ids: EventIds;
  private unfinished: number;
  private failed = false;
  /** Of the events that end the stream for all choices together: how many the client has; all if no choice ends behind what it has. */
  private hadOfClosing = 0;
  private endsBehind = false;

  constructor(
    identity: ChatIdentity,
    private readonly options: ChatStreamOptions,
    had: StreamPositions = startOf(identity.generationIds.length),
  ) {
    const { generationIds, model, createdSeconds, systemFingerprint } = identity;
    this.head =
      `data: {"id":${JSON.stringify(toCompletionId(generationIds))},"object":"chat.completion.chunk",` +
      `"created":${createdSeconds},"model":${JSON.stringify(model)},` +
      `"system_fingerprint":${JSON.stringify(systemFingerprint)},"choices":[`;
    const frame = { head: this.head, tail: options.includeUsage ? ',"usage":null}\n\n' : '}\n\n' };
    this.choices = generationIds.map((id, index) => new ChoiceChunks(frame, index, id, options));
    this.usages = generationIds.map(() => undefined);
    this.ids = new EventIds(had);
    this.unfinished = generationIds.length;
  }

  /** Whether a choice has failed, which ended the stream: nothing that is pushed now is shown. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** The first chunks, which every client expects before any text. */
  opening(): string {
    return this.choices.map((choice, index) => this.ids.opening(index, choice.opening())).join('');
  }

  /** What one frame of a choice adds to the stream. After the frame with its terminal event a choice may have no other. */
  pushFrame({ sequence, events }: Frame, choice = 0): string {
    const chunks = this.choices[choice];
    if (!chunks) throw new RangeError(`There is no choice ${choice}`);
    if (this.failed) return '';
    const shown: string[] = [];
    let isEnd = false;
    for (const event of events) isEnd = this.push(event, choice, chunks, shown);
    const skip = this.ids.hadOf(choice, sequence, shown.length);
    if (!isEnd) return this.ids.frame(choice, sequence, shown, skip);
    return this.ids.frame(choice, sequence, shown, skip + this.close(choice, sequence, shown));
  }

  /** Adds what an event shows. Whether a choice has finished with it. */
  private push(event: GenerationEvent, choice: number, chunks: ChoiceChunks, shown: string[]): boolean {
    if (this.failed) return false;
    switch (event.type) {
      case 'error':
        this.failed = true;
        shown.push(toErrorEvent(event));
        return false;
      case 'finish':
        this.usages[choice] = event.usage;
        chunks.finish(event.reason, shown);
        return true;
      default:
        chunks.push(event, shown);
        return false;
    }
  }

  /** A choice has finished; the last one to do so ends the stream. Returns how many of the events added for that the client has. */
  private close(choice: number, sequence: number, shown: string[]): number {
    this.unfinished--;
    this.endsBehind ||= !this.ids.hasWhole(choice, sequence);
    this.hadOfClosing = Math.max(this.hadOfClosing, this.ids.hadBeyond(choice, sequence, shown.length));
    if (this.unfinished > 0) return 0;
    const closing = this.closing();
    shown.push(...closing);
    return this.endsBehind ? Math.min(this.hadOfClosing, closing.length) : closing.length;
  }

  private closing(): string[] {
    if (!this.options.includeUsage) return ['data: [DONE]\n\n'];
    const usages = this.usages.filter((usage) => usage !== undefined);
    return [`${this.head}],"usage":${JSON.stringify(toChatUsage(usages))}}\n\n`, 'data: [DONE]\n\n'];
  }
}

/** A stream cannot change its status any more: the error is its last event, and `[DONE]` is left out. */
function toErrorEvent({ code, message }: { code: ErrorCode; message: string }): string {
  return `data: ${JSON.stringify(toErrorBody(new ServingError(code, message)))}\n\n`;
}
