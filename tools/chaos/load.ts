import { setTimeout as delay } from 'node:timers/promises';
import { foldChat, type Answer } from './chat-stream.js';
import { receivedEvents, wasAccepted, type RequestHistory } from './history.js';
import { calmRequest, planRequest } from './request-plan.js';
import type { Question } from './questions.js';
import type { ResumingClient } from './resuming-client.js';

const AFTER_REFUSAL_MS = 300;

export interface LoadOptions {
  seed: number;
  questions: readonly Question[];
  gateways: number;
  /** Requests at a time. */
  streams: number;
}

/** Asks each question once, while nothing is disturbed. Throws when one brings no whole answer. */
export async function learnAnswers(
  client: ResumingClient,
  questions: readonly Question[],
): Promise<Map<Question, Answer>> {
  const answers = questions.map(async (question, index): Promise<[Question, Answer]> => {
    const history = await client.run(calmRequest(question, index));
    const [answer] = foldChat(receivedEvents(history), 1);
    if (history.outcome !== 'complete' || !answer?.finishReason)
      throw new Error(`"${question.text}" has no answer even on a calm day: ${JSON.stringify(history)}`);
    return [question, answer];
  });
  return new Map(await Promise.all(answers));
}

/** Keeps requests coming until it is told to end. `onHistory` gets each as soon as its client is done with it. */
export class Load {
  private started = 0;
  private isOver = false;
  private readonly loops: Promise<void>[];

  constructor(
    private readonly client: ResumingClient,
    private readonly options: LoadOptions,
    private readonly onHistory: (history: RequestHistory) => void,
  ) {
    this.loops = Array.from({ length: options.streams }, () => this.oneAfterTheOther());
  }

  /** Starts no more requests. Resolves when the last has ended for its client. */
  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.loops);
  }

  private async oneAfterTheOther(): Promise<void> {
    const { seed, questions, gateways } = this.options;
    while (!this.isOver) {
      const history = await this.client.run(planRequest(seed, this.started++, questions, gateways));
      this.onHistory(history);
      if (!wasAccepted(history)) await delay(AFTER_REFUSAL_MS);
    }
  }
}
