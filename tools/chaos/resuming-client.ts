import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, RequestHistory, RequestOutcome } from './history.js';
import { readStream, type StreamRequest } from './read-stream.js';
import type { RequestPlan } from './request-plan.js';

const AGAIN_AFTER_MS = 100;

export interface ClientOptions {
  /** Addresses of all gateways, without the version. */
  gateways: readonly string[];
  key: string;
  model: string;
  /** After which a client takes its gateway for dead, though the connection stands. */
  silenceMs: number;
  /** After which a client that comes back again and again gives up. */
  patienceMs: number;
}

/** A good client: it comes back to whichever gateway answers, and goes on where it was. */
export class ResumingClient {
  constructor(private readonly options: ClientOptions) {}

  /** Sends a request and stays with it as its plan says. Never throws. */
  async run(plan: RequestPlan): Promise<RequestHistory> {
    const giveUpAtMs = performance.now() + this.options.patienceMs;
    const { connection, generationIds } = await readStream(this.firstRequest(plan));
    const history = { plan, generationIds, connections: [connection] };
    if (connection.status === null) return { ...history, outcome: 'unanswered' };
    if (connection.status !== 200) return { ...history, outcome: 'refused' };
    let outcome = this.outcomeSoFar(plan, connection);
    while (outcome === null) {
      if (performance.now() > giveUpAtMs) outcome = 'given-up';
      else outcome = await this.comeBack(history);
    }
    return { ...history, outcome };
  }

  private async comeBack(history: Omit<RequestHistory, 'outcome'>): Promise<RequestOutcome | null> {
    const { connection } = await readStream(this.resumption(history));
    history.connections.push(connection);
    if (connection.status === 404) return 'gone';
    if (connection.status !== 200) await delay(AGAIN_AFTER_MS);
    return this.outcomeSoFar(history.plan, connection);
  }

  private outcomeSoFar(plan: RequestPlan, { ending, status }: Connection): RequestOutcome | null {
    if (ending === 'terminal') return 'complete';
    if (ending === 'left') return plan.departure?.returns ? null : 'left';
    return plan.returnsAfterCut || status !== 200 ? null : 'cut';
  }

  private firstRequest(plan: RequestPlan): StreamRequest {
    const { question, choices, isResumable, gateway, departure } = plan;
    const messages = [{ role: 'user', content: question.text }];
    const usage = { stream_options: { include_usage: plan.number % 2 === 0 } };
    const body = { model: this.options.model, messages, stream: true, temperature: 0, ...usage, ...question.fields };
    const { silenceMs } = this.options;
    return {
      gateway,
      url: `${this.baseUrlOf(gateway)}/v1/chat/completions`,
      method: 'POST',
      headers: {
        ...this.authorization,
        'content-type': 'application/json',
        ...(isResumable && { 'x-harmonium-resumable': 'true' }),
      },
      body: JSON.stringify(choices === 1 ? body : { ...body, n: choices }),
      lastEventId: null,
      silenceMs,
      leaveAfterEvents: departure?.afterEvents ?? null,
    };
  }

  /** Asks the next gateway in turn for what comes behind the last event that was received. */
  private resumption({ generationIds, connections }: Omit<RequestHistory, 'outcome'>): StreamRequest {
    const gateway = ((connections.at(-1)?.gateway ?? 0) + 1) % this.options.gateways.length;
    const lastEventId = lastIdOf(connections);
    return {
      gateway,
      url: `${this.baseUrlOf(gateway)}/v1/generations/${generationIds.join(',')}/events`,
      method: 'GET',
      headers: { ...this.authorization, ...(lastEventId !== null && { 'last-event-id': lastEventId }) },
      body: '',
      lastEventId,
      silenceMs: this.options.silenceMs,
      leaveAfterEvents: null,
    };
  }

  private get authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.options.key}` };
  }

  private baseUrlOf(gateway: number): string {
    const baseUrl = this.options.gateways[gateway];
    if (baseUrl === undefined) throw new RangeError(`There is no gateway ${gateway}`);
    return baseUrl;
  }
}

function lastIdOf(connections: readonly Connection[]): string | null {
  return connections.flatMap(({ events }) => events).findLast(({ id }) => id !== '')?.id ?? null;
}
