import { Piscina } from 'piscina';
import type { Vocabulary } from '#harmony';
import { type Conversation, type ConversationMessage, type GenerationRequest, ServingError } from '#protocol';
import type { ToolBinding } from './compile-rules.js';
import type { PreparationResult, PreparationTask } from './prepare-in-thread.js';
import { type PreparedRequest, prepareRequest } from './prepare-request.js';

/** Ordinary text is tokenized at millions of characters a second; hostile text of this size still takes only milliseconds. */
const LARGE_CHARACTERS = 50_000;
/** Compiling takes longer than reading: a schema of this size may take tens of milliseconds. */
const LARGE_SCHEMA_CHARACTERS = 4_000;
const THREADS = 2;
const WAITING_TASKS = 64;

/**
 * Renders prompts to token ids and compiles schemas: small ones at once, large ones in a thread, so that no request holds
 * up all the others.
 */
export class RequestPreparer {
  private readonly threads = new Piscina({
    filename: new URL('./prepare-in-thread.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: THREADS,
    maxQueue: WAITING_TASKS,
    idleTimeout: 60_000,
  });

  private readonly serialized = new WeakMap<Vocabulary, Uint8Array>();

  constructor(private readonly toolBinding: ToolBinding) {}

  /** Rejects with a `ServingError` of status 400 naming the field, and with `overloaded` when too many large requests wait already. */
  async prepare(request: GenerationRequest, vocabulary: Vocabulary): Promise<PreparedRequest> {
    if (!isLarge(request)) return prepareRequest(request, vocabulary, this.toolBinding);
    if (this.threads.queueSize >= WAITING_TASKS) {
      throw new ServingError('overloaded', 'Too many large prompts are being read.', { retryAfterSeconds: 5 });
    }
    const { toolBinding } = this;
    const serializedVocabulary = this.serialize(vocabulary);
    const task: PreparationTask = { request, toolBinding, vocabularyHash: vocabulary.hash, serializedVocabulary };
    const result = (await this.threads.run(task)) as PreparationResult;
    if (result.type === 'prepared') return result.prepared;
    const { code, message, param } = result;
    throw new ServingError(code, message, param === '' ? {} : { param });
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }

  /** Compressing takes longer than most prompts; a thread that was just started needs the whole vocabulary. */
  private serialize(vocabulary: Vocabulary): Uint8Array {
    const known = this.serialized.get(vocabulary) ?? vocabulary.serialize();
    this.serialized.set(vocabulary, known);
    return known;
  }
}

function isLarge({ conversation, callableTools, answerSchema }: GenerationRequest): boolean {
  const schemas = [answerSchema?.schema, ...callableTools.map(({ parameters }) => parameters?.schema)];
  const schemaCharacters = JSON.stringify(schemas).length;
  return schemaCharacters >= LARGE_SCHEMA_CHARACTERS || charactersOf(conversation) >= LARGE_CHARACTERS;
}

function charactersOf({ instructions, messages, tools, responseFormats }: Conversation): number {
  const written = messages.reduce((sum, message) => sum + textOf(message).length, instructions.length);
  return written + JSON.stringify([tools, responseFormats]).length;
}

function textOf(message: ConversationMessage): string {
  if (message.type === 'produced-turn') return '';
  return message.type === 'tool-call' ? message.argumentsText : message.text;
}
