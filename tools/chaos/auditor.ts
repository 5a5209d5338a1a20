import { setTimeout as delay } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { isRecord } from '../bench/chat-event.js';
import { isTerminalData } from './chat-stream.js';
import { isTerminalEvent, parseLogEvent, type LogEvent } from './generation-log.js';
import type { StreamEvent } from './history.js';

const AGAIN_AFTER_MS = 200;
const ANSWER_WITHIN_MS = 5_000;
/** A gateway that is drained ends a replay early; a log without an end gives the same each time. */
const ATTEMPTS_AT_AN_END = 5;
const OPEN = new Set(['queued', 'in_progress', 'paused']);

export interface AuditorOptions {
  gateways: readonly string[];
  key: string;
  /** How long anything may take, gateways that are away included. */
  patienceMs: number;
}

/** Reads from any gateway what became of generations. Follows none that is open, since that would keep it alive. */
export class Auditor {
  private asked = 0;

  constructor(private readonly options: AuditorOptions) {}

  /** Waits for the end of a generation. Throws when it is unknown, and when there is none within the patience. */
  async waitForEnd(id: string): Promise<void> {
    const giveUpAtMs = performance.now() + this.options.patienceMs;
    for (;;) {
      const generation: unknown = JSON.parse(await this.get(`/v1/generations/${id}`));
      if (!isOpen(generation)) return;
      if (performance.now() > giveUpAtMs) throw new Error(`${id} has no end: ${JSON.stringify(generation)}`);
      await delay(AGAIN_AFTER_MS);
    }
  }

  /** The log of a generation that has ended. */
  async logOf(id: string): Promise<LogEvent[]> {
    const read = async (): Promise<LogEvent[]> => (await this.stream(id, 'events')).map(parseLogEvent);
    return this.untilWhole(read, isTerminalEvent);
  }

  /** The stream of an answer whose choices have ended, as its client should have got it. */
  async replayOf(ids: readonly string[]): Promise<StreamEvent[]> {
    return this.untilWhole(
      () => this.stream(ids.join(','), 'chat'),
      ({ data }) => isTerminalData(data),
    );
  }

  /** All generations that have no end yet. */
  async openGenerations(): Promise<string[]> {
    const open: string[] = [];
    for (let after = ''; ;) {
      const list: unknown = JSON.parse(await this.get(`/v1/generations?limit=100${after && `&after=${after}`}`));
      const generations = isRecord(list) && Array.isArray(list['data']) ? list['data'].filter(isRecord) : [];
      open.push(...generations.filter(isOpen).map(({ id }) => String(id)));
      const last = generations.at(-1);
      if (!isRecord(list) || list['has_more'] !== true || !last) return open;
      after = String(last['id']);
    }
  }

  private async untilWhole<Event>(read: () => Promise<Event[]>, isEnd: (event: Event) => boolean): Promise<Event[]> {
    let events = await read();
    for (let attempt = 1; attempt < ATTEMPTS_AT_AN_END && !events.some(isEnd); attempt++) events = await read();
    return events;
  }

  private async stream(id: string, format: 'chat' | 'events'): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    const parser = createParser({
      onEvent: ({ id: position = '', event = '', data }) => events.push({ id: position, name: event, data }),
    });
    parser.feed(await this.get(`/v1/generations/${id}/events?format=${format}`));
    return events;
  }

  /** Asks the gateways in turn until one answers. Throws when one says no, and when none answers within the patience. */
  private async get(path: string): Promise<string> {
    const giveUpAtMs = performance.now() + this.options.patienceMs;
    for (;;) {
      const { status, text } = await this.askNext(path);
      if (status === 200) return text;
      if (status < 500 || performance.now() > giveUpAtMs) throw new Error(`GET ${path} brought ${status} ${text}`);
      await delay(AGAIN_AFTER_MS);
    }
  }

  private async askNext(path: string): Promise<{ status: number; text: string }> {
    const { gateways, key } = this.options;
    try {
      const response = await fetch(`${gateways[this.asked++ % gateways.length]}${path}`, {
        headers: { authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      return { status: 599, text: String(error) };
    }
  }
}

function isOpen(generation: unknown): boolean {
  return isRecord(generation) && OPEN.has(String(generation['status']));
}
