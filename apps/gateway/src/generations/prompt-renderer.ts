import { Piscina } from 'piscina';
import { type Vocabulary, renderPrompt } from '#harmony';
import { type Conversation, type ConversationMessage, ServingError } from '#protocol';
import type { RenderTask } from './render-in-thread.js';

/** Ordinary text is tokenized at millions of characters a second; hostile text of this size still takes only milliseconds. */
const LARGE_CHARACTERS = 50_000;
const THREADS = 2;
const WAITING_TASKS = 64;

/** Renders prompts to token ids: small ones at once, large ones in a thread, so that no request holds up all the others. */
export class PromptRenderer {
  private readonly threads = new Piscina({
    filename: new URL('./render-in-thread.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: THREADS,
    maxQueue: WAITING_TASKS,
    idleTimeout: 60_000,
  });

  /** Rejects with `overloaded` when too many large prompts wait already. */
  async render(conversation: Conversation, vocabulary: Vocabulary): Promise<number[]> {
    if (charactersOf(conversation) < LARGE_CHARACTERS) return renderPrompt(conversation, vocabulary);
    if (this.threads.queueSize >= WAITING_TASKS) {
      throw new ServingError('overloaded', 'Too many large prompts are being read.', { retryAfterSeconds: 5 });
    }
    const serializedVocabulary = vocabulary.serialize();
    const task: RenderTask = { conversation, vocabularyHash: vocabulary.hash, serializedVocabulary };
    return (await this.threads.run(task)) as number[];
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }
}

function charactersOf({ instructions, messages, tools, responseFormats }: Conversation): number {
  const written = messages.reduce((sum, message) => sum + textOf(message).length, instructions.length);
  return written + JSON.stringify([tools, responseFormats]).length;
}

function textOf(message: ConversationMessage): string {
  if (message.type === 'produced-turn') return '';
  return message.type === 'tool-call' ? message.argumentsText : message.text;
}
