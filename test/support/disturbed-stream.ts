import { type StreamedAnswer, streamAnswer } from './chat-client.js';
import { eventually } from './test-cluster.js';

/** How far a stream has come, for whoever disturbs it. */
export class StreamProgress {
  private characters = 0;

  /** Waits until so many more characters have arrived. */
  async more(characters: number): Promise<void> {
    const enough = this.characters + characters;
    await eventually(() => this.characters >= enough);
  }

  note(text: string): void {
    this.characters += text.length;
  }
}

/** Streams an answer, and does something to the cluster as soon as the first of its content arrives. Resolves after both. */
export async function streamDisturbed(
  baseUrl: string,
  question: string,
  disturb: (progress: StreamProgress) => Promise<void>,
): Promise<StreamedAnswer> {
  const progress = new StreamProgress();
  const disturbances: Promise<void>[] = [];
  const received = await streamAnswer(
    baseUrl,
    question,
    {},
    {
      onChunk: ({ choices }) => {
        const content = choices?.[0]?.delta.content ?? '';
        progress.note(content);
        if (content !== '' && disturbances.length === 0) disturbances.push(disturb(progress));
      },
    },
  );
  if (disturbances.length === 0) throw new Error('The answer had no content, so nothing was disturbed');
  await Promise.all(disturbances);
  return received;
}
