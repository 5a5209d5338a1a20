import { type StreamedAnswer, readAnswer, streamAnswer } from './chat-client.js';
import { TEST_KEY, eventually } from './test-cluster.js';

/** Answers that are streamed at the same time and drawn by chance, each with a seed of its own. */
export class DrawnAnswers {
  private readonly answers: Promise<StreamedAnswer>[] = [];
  private readonly chunks: number[] = [];

  constructor(private readonly baseUrl: string) {}

  /** Asks for some more of them. */
  ask(count: number): void {
    for (let asked = 0; asked < count; asked++) {
      const index = this.chunks.push(0) - 1;
      const onChunk = (): void => void (this.chunks[index] = (this.chunks[index] ?? 0) + 1);
      const drawn = { temperature: 1, seed: index + 1, max_tokens: 120 };
      this.answers.push(streamAnswer(this.baseUrl, 'Tell me a story.', drawn, { onChunk }));
    }
  }

  /** Waits until every one of them has brought so many chunks more than it has now. */
  async goOnFor(chunks: number): Promise<void> {
    const until = this.chunks.map((count) => count + chunks);
    await eventually(() => this.chunks.every((count, index) => count >= (until[index] ?? 0)));
  }

  /** All of them, when they have ended. */
  whole(): Promise<StreamedAnswer[]> {
    return Promise.all(this.answers);
  }
}

/**
 * The stream of a generation once more from its beginning, as any gateway tells it from the log; asked again while the gateway
 * says that it cannot reach Redis, as a client does. Throws when it says anything else.
 */
export async function replay(baseUrl: string, { generationId }: StreamedAnswer): Promise<StreamedAnswer> {
  const url = `${baseUrl}/v1/generations/${generationId}/events?format=chat`;
  for (;;) {
    const answer = await readAnswer(await fetch(url, { headers: { authorization: `Bearer ${TEST_KEY}` } }));
    if (answer.status === 200) return answer;
    if (answer.status !== 503) throw new Error(`${answer.status}: ${answer.error}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
