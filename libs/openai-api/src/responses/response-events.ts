import { ERRORS, type GenerationEvent, ServingError, type TerminalEvent } from '#protocol';
import { toErrorBody } from '../errors.js';
import { type EventFraming, EventWriter } from './event-writer.js';
import { ItemEvents } from './item-events.js';
import { OutputFold } from './output-fold.js';
import { type SealThought, type ThoughtView, toOutputItem } from './output-item.js';
import { type ResponseState, renderResponse } from './render-response.js';
import type { ResponseIdentity } from './response-body.js';
import type { ResponseEcho } from './response-echo.js';
import { toThoughtView } from './to-response.js';

/** What a stream of a response is rendered from. */
export interface StreamedResponse {
  identity: ResponseIdentity;
  echo: ResponseEcho;
  seal: SealThought;
}

/** The events of one response, each a whole text; those that the client may not see, or has already, are empty. */
export class ResponseEvents {
  private readonly writer: EventWriter;
  private readonly fold: OutputFold;
  private readonly items: ItemEvents;
  private readonly view: ThoughtView;
  private isQueued: boolean;
  private failed = false;

  constructor(
    private readonly response: StreamedResponse,
    startingAfter: number,
    framing: EventFraming,
  ) {
    const { identity, echo, seal } = response;
    this.writer = new EventWriter(startingAfter, framing);
    this.view = toThoughtView(echo, seal);
    this.fold = new OutputFold(identity.generationId, echo);
    this.items = new ItemEvents(this.writer, this.view, echo.variant);
    this.isQueued = echo.fields.background;
  }

  /** Whether the generation has failed or was cancelled: nothing that is pushed now is shown. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** The first two events, before anything is generated. */
  opening(): [string, string] {
    const status = this.isQueued ? 'queued' : 'in_progress';
    return [this.stateEvent('response.created', { status }), this.stateEvent(`response.${status}`, { status })];
  }

  push(events: readonly GenerationEvent[]): string[] {
    const told: string[] = [];
    for (const event of events) {
      if (this.failed) break;
      if (event.type === 'finish' || event.type === 'error') this.end(event, told);
      else this.goOn(event, told);
    }
    return told;
  }

  private goOn(event: Exclude<GenerationEvent, TerminalEvent>, told: string[]): void {
    if (this.isQueued) {
      this.isQueued = false;
      told.push(this.stateEvent('response.in_progress', { status: 'in_progress' }));
    }
    this.fold.push(event, this.items);
    told.push(...this.items.take());
    if (event.type === 'paused' || event.type === 'resumed') told.push(this.writer.comment({ type: event.type }));
  }

  private end(event: TerminalEvent, told: string[]): void {
    if (event.type === 'finish') {
      this.fold.finish(event.reason, this.items);
      const ending = event.reason === 'length' ? 'response.incomplete' : 'response.completed';
      told.push(...this.items.take(), this.stateEvent(ending, { ...event, status: 'ended' }));
    } else {
      this.failed = true;
      this.fold.breakOff(this.items);
      told.push(...this.items.take());
      if (event.code !== 'cancelled')
        told.push(this.errorEvent(event), this.stateEvent('response.failed', { ...event, status: 'failed' }));
    }
    told.push(this.writer.done());
  }

  /** OpenAI documents the fields side by side, and sends them in `error`, with the status on a WebSocket: all of that is here. */
  private errorEvent({ code, message }: Extract<TerminalEvent, { type: 'error' }>): string {
    const { error } = toErrorBody(new ServingError(code, message));
    const flat = `,"code":"${code}","message":${JSON.stringify(message)},"param":null`;
    return this.writer.event('error', `${flat},"status":${ERRORS[code].status},"error":${JSON.stringify(error)}`);
  }

  private stateEvent(type: string, state: ResponseState): string {
    const { identity, echo } = this.response;
    const output = this.fold.items.map((item) => toOutputItem(item, this.view));
    return this.writer.event(
      type,
      `,"response":${JSON.stringify(renderResponse(identity, echo.fields, state, output))}`,
    );
  }
}
