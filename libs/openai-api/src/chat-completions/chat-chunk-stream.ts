import { ServingError, type ErrorCode, type GenerationEvent, type Usage } from '#protocol';
import { toErrorBody } from '../errors.js';
import { toChatUsage, toCompletionId, type ChatIdentity } from './chat-identity.js';
import { ChoiceChunks, type ChoiceOptions } from './choice-chunks.js';

export interface ChatStreamOptions extends ChoiceOptions {
  includeUsage: boolean;
}

/**
 * One client's stream of chat completion chunks: events in, complete server-sent events out. Every text it returns is
 * empty or holds whole events and is meant for a single write. All events of each choice's generation must be pushed in
 * order, after `opening`; how those of several choices are interleaved does not matter. A replay from the first event
 * gives the same bytes.
 */
export class ChatChunkStream {
  private readonly head: string;
  private readonly choices: readonly ChoiceChunks[];
  private readonly usages: (Usage | undefined)[];
  private unfinished: number;
  private failed = false;

  constructor(
    identity: ChatIdentity,
    private readonly options: ChatStreamOptions,
  ) {
    const { generationIds, model, createdSeconds, systemFingerprint } = identity;
    this.head =
      `data: {"id":${JSON.stringify(toCompletionId(generationIds))},"object":"chat.completion.chunk",` +
      `"created":${createdSeconds},"model":${JSON.stringify(model)},` +
      `"system_fingerprint":${JSON.stringify(systemFingerprint)},"choices":[`;
    const frame = { head: this.head, tail: options.includeUsage ? '],"usage":null}\n\n' : ']}\n\n' };
    this.choices = generationIds.map((id, index) => new ChoiceChunks(frame, index, id, options));
    this.usages = generationIds.map(() => undefined);
    this.unfinished = generationIds.length;
  }

  /** Whether a choice has failed, which ended the stream: nothing that is pushed now is shown. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** The first chunks, which every client expects before any text. */
  opening(): string {
    return this.choices.map((choice) => choice.opening()).join('');
  }

  /** What one event of a choice adds to the stream. After its terminal event a choice may have no other. */
  push(event: GenerationEvent, choice = 0): string {
    const chunks = this.choices[choice];
    if (!chunks) throw new RangeError(`There is no choice ${choice}`);
    if (this.failed) return '';
    switch (event.type) {
      case 'error':
        this.failed = true;
        return toErrorEvent(event);
      case 'finish':
        this.usages[choice] = event.usage;
        this.unfinished--;
        return chunks.finish(event.reason) + (this.unfinished === 0 ? this.closing() : '');
      default:
        return chunks.push(event);
    }
  }

  private closing(): string {
    if (!this.options.includeUsage) return 'data: [DONE]\n\n';
    const usages = this.usages.filter((usage) => usage !== undefined);
    return `${this.head}],"usage":${JSON.stringify(toChatUsage(usages))}}\n\ndata: [DONE]\n\n`;
  }
}

/** A stream cannot change its status any more: the error is its last event, and `[DONE]` is left out. */
function toErrorEvent({ code, message }: { code: ErrorCode; message: string }): string {
  return `data: ${JSON.stringify(toErrorBody(new ServingError(code, message)))}\n\n`;
}
