import { ServingError, type Frame, type GenerationEvent } from '#protocol';
import { EventIds, startOf, type StreamPositions } from '../answers/stream-position.js';
import { BlockEvents, toPing } from './block-events.js';
import { toAnthropicErrorBody } from './message-errors.js';
import {
  REST_OF_MESSAGE,
  toMessageId,
  toMessageStop,
  toMessageUsage,
  USAGE_OF_MESSAGE,
  type MessageIdentity,
} from './message-identity.js';
import type { MessageView } from './render-message.js';

/**
 * One client's stream of a message: frames in, server-sent events out, each with its place in the log as id. Every text it
 * returns is empty or holds whole events and is meant for a single write. All frames must be pushed, from the first on; what
 * the client `had` already is not shown again. The message starts with its generation, when it is known what was cached.
 */
export class MessageEventStream {
  private readonly blocks: BlockEvents;
  private readonly ids: EventIds;
  private hasStarted = false;
  private failed = false;

  constructor(
    private readonly identity: MessageIdentity,
    view: MessageView,
    had: StreamPositions = startOf(1),
  ) {
    this.blocks = new BlockEvents(identity, view);
    this.ids = new EventIds(had);
  }

  /** Whether the generation has failed, which ended the stream. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** Nothing: the first event is the log's. */
  opening(): string {
    return '';
  }

  /** What one frame adds to the stream. */
  pushFrame({ sequence, events }: Frame): string {
    const shown: string[] = [];
    for (const event of events) this.push(event, shown);
    return this.ids.frame(0, sequence, shown, this.ids.hadOf(0, sequence, shown.length));
  }

  private push(event: GenerationEvent, shown: string[]): void {
    switch (event.type) {
      case 'generation-started':
        if (!this.hasStarted) shown.push(toStart(this.identity, event.cachedTokens));
        this.hasStarted = true;
        return;
      case 'paused':
      case 'resumed':
        return void shown.push(toPing({ type: event.type }));
      case 'finish':
        this.blocks.close(shown);
        return void shown.push(
          toEvent('message_delta', {
            delta: { ...toMessageStop(event, this.identity), container: null },
            usage: toMessageUsage(event.usage),
          }),
          toEvent('message_stop', {}),
        );
      case 'error':
        this.failed = true;
        return void shown.push(
          toEvent('error', toAnthropicErrorBody(new ServingError(event.code, event.message), null)),
        );
      default:
        this.blocks.push(event, shown);
    }
  }
}

function toStart({ generationId, model, promptTokens }: MessageIdentity, cachedTokens: number): string {
  const usage = toMessageUsage({ promptTokens, cachedTokens, completionTokens: 0, reasoningTokens: 0 });
  return toEvent('message_start', {
    message: {
      id: toMessageId(generationId),
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      usage: { ...usage, ...USAGE_OF_MESSAGE },
      ...REST_OF_MESSAGE,
    },
  });
}

function toEvent(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
