import {
  ServingError,
  type ErrorCode,
  type FinishReason,
  type Frame,
  type GenerationEvent,
  type TerminalEvent,
  type Usage,
} from '#protocol';
import { toErrorBody } from '../errors.js';
import { EventIds, type StreamPositions } from './stream-position.js';

/**
 * Tells the events of one choice. Each is added to `shown` as one whole server-sent event; one that this client may not see is
 * added as an empty text, so that the numbers of the others are the same for every client.
 */
export interface ChoiceTeller {
  /** What opens the choice before anything is generated; empty if nothing does. */
  opening(): string;
  /** What an event adds, but for the end of a generation. */
  push(event: Exclude<GenerationEvent, TerminalEvent>, shown: string[]): void;
  /** What the end of the choice adds. */
  finish(reason: FinishReason, shown: string[]): void;
}

/**
 * One client's stream of an answer of several choices, each of which is a generation: frames in, complete server-sent events
 * out, each with its place in the logs as id. Every text it returns is empty or holds whole events and is meant for a single
 * write. All frames of each choice's generation must be pushed in order, from the first on, after `opening`; how those of
 * several choices are interleaved does not matter. What the client `had` already is not shown again: the rest is the same
 * bytes as at first.
 */
export class ChoicesStream {
  private readonly usages: (Usage | undefined)[];
  private readonly ids: EventIds;
  private unfinished: number;
  private failed = false;
  /** Of the events that end the stream for all choices together: how many the client has; all if no choice ends behind what it has. */
  private hadOfClosing = 0;
  private endsBehind = false;

  /** `closing`: the events that end the stream once every choice has spent this. */
  constructor(
    private readonly choices: readonly ChoiceTeller[],
    private readonly closing: (usages: readonly Usage[]) => string[],
    had: StreamPositions,
  ) {
    this.usages = choices.map(() => undefined);
    this.ids = new EventIds(had);
    this.unfinished = choices.length;
  }

  /** Whether a choice has failed, which ended the stream: nothing that is pushed now is shown. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** What comes before anything is generated. */
  opening(): string {
    return this.choices
      .map((choice, index) => {
        const event = choice.opening();
        return event === '' ? '' : this.ids.opening(index, event);
      })
      .join('');
  }

  /** What one frame of a choice adds to the stream. After the frame with its terminal event a choice may have no other. */
  pushFrame({ sequence, events }: Frame, choice = 0): string {
    const teller = this.choices[choice];
    if (!teller) throw new RangeError(`There is no choice ${choice}`);
    if (this.failed) return '';
    const shown: string[] = [];
    let isEnd = false;
    for (const event of events) isEnd = this.push(event, choice, teller, shown);
    const skip = this.ids.hadOf(choice, sequence, shown.length);
    if (!isEnd) return this.ids.frame(choice, sequence, shown, skip);
    return this.ids.frame(choice, sequence, shown, skip + this.close(choice, sequence, shown));
  }

  /** Adds what an event shows. Whether a choice has finished with it. */
  private push(event: GenerationEvent, choice: number, teller: ChoiceTeller, shown: string[]): boolean {
    if (this.failed) return false;
    switch (event.type) {
      case 'error':
        this.failed = true;
        shown.push(toErrorEvent(event));
        return false;
      case 'finish':
        this.usages[choice] = event.usage;
        teller.finish(event.reason, shown);
        return true;
      default:
        teller.push(event, shown);
        return false;
    }
  }

  /** A choice has finished; the last one to do so ends the stream. Returns how many of the events added for that the client has. */
  private close(choice: number, sequence: number, shown: string[]): number {
    this.unfinished--;
    this.endsBehind ||= !this.ids.hasWhole(choice, sequence);
    this.hadOfClosing = Math.max(this.hadOfClosing, this.ids.hadBeyond(choice, sequence, shown.length));
    if (this.unfinished > 0) return 0;
    const closing = this.closing(this.usages.filter((usage) => usage !== undefined));
    shown.push(...closing);
    return this.endsBehind ? Math.min(this.hadOfClosing, closing.length) : closing.length;
  }
}

/** A stream cannot change its status any more: the error is its last event, and `[DONE]` is left out. */
function toErrorEvent({ code, message }: { code: ErrorCode; message: string }): string {
  return `data: ${JSON.stringify(toErrorBody(new ServingError(code, message)))}\n\n`;
}
