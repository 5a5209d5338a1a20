import { Piscina } from 'piscina';
import { type Vocabulary, renderPrompt } from '#harmony';
import {
  type Conversation,
  type ConversationMessage,
  type GenerationRequest,
  type JsonObject,
  type OutputRules,
  ServingError,
} from '#protocol';
import { type ThinkingBudgets, type ToolBinding, bindingSchemas, toRules } from './compile-rules.js';
import { type CompiledSchema, CompiledSchemas } from './compiled-schema.js';
import type { PreparationResult, PreparationTask } from './prepare-in-thread.js';

/** Ordinary text is tokenized at millions of characters a second; hostile text of this size still takes only milliseconds. */
const LARGE_CHARACTERS = 50_000;
const THREADS = 2;
const WAITING_TASKS = 64;

/** A request in the terms of one vocabulary: what the model reads, and what binds what it writes. */
export interface PreparedRequest {
  tokenIds: readonly number[];
  rules: OutputRules;
}

/**
 * Renders prompts to token ids and compiles schemas. Large prompts and schemas that are new go to a thread, so that no
 * request holds up all the others: a schema of a few characters can take seconds.
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
  private readonly compiled = new CompiledSchemas();

  constructor(
    private readonly toolBinding: ToolBinding,
    private readonly thinkingBudgets: ThinkingBudgets,
  ) {}

  /** Rejects with a `ServingError` of status 400 naming the field, and with `overloaded` when too many wait for a thread already. */
  async prepare(request: GenerationRequest, vocabulary: Vocabulary): Promise<PreparedRequest> {
    for (const { tokenId } of request.sampling.logitBias) requireText(tokenId, vocabulary);
    const schemas = bindingSchemas(request, this.toolBinding).map(({ schema }) => schema);
    const known = new Map(schemas.map((schema) => [schema, this.compiled.get(schema)]));
    const unknown = schemas.filter((schema) => known.get(schema) === undefined);
    const isSmall = unknown.length === 0 && charactersOf(request.conversation) < LARGE_CHARACTERS;
    const { tokenIds, compiled } = isSmall
      ? { tokenIds: renderPrompt(request.conversation, vocabulary), compiled: [] }
      : await this.prepareInThread(request.conversation, unknown, vocabulary);
    for (const [index, schema] of unknown.entries()) this.keep(schema, compiled[index], known);
    const reasoningBudgetTokens =
      request.reasoningBudgetTokens ?? this.thinkingBudgets[request.conversation.reasoningEffort] ?? null;
    const bound = { ...request, reasoningBudgetTokens };
    return { tokenIds, rules: toRules(bound, this.toolBinding, (schema) => compiledOf(schema, known)) };
  }

  async close(): Promise<void> {
    await this.threads.destroy();
  }

  private async prepareInThread(
    conversation: Conversation,
    schemas: readonly JsonObject[],
    vocabulary: Vocabulary,
  ): Promise<PreparationResult> {
    if (this.threads.queueSize >= WAITING_TASKS) {
      throw new ServingError('overloaded', 'Too many large requests are being read.', { retryAfterSeconds: 5 });
    }
    const serializedVocabulary = this.serialize(vocabulary);
    const task: PreparationTask = { conversation, schemas, vocabularyHash: vocabulary.hash, serializedVocabulary };
    return (await this.threads.run(task)) as PreparationResult;
  }

  private keep(
    schema: JsonObject,
    compiled: CompiledSchema | undefined,
    known: Map<JsonObject, CompiledSchema | undefined>,
  ): void {
    if (!compiled) return;
    known.set(schema, compiled);
    this.compiled.set(schema, compiled);
  }

  /** Compressing takes longer than most prompts; a thread that was just started needs the whole vocabulary. */
  private serialize(vocabulary: Vocabulary): Uint8Array {
    const known = this.serialized.get(vocabulary) ?? vocabulary.serialize();
    this.serialized.set(vocabulary, known);
    return known;
  }
}

function compiledOf(schema: JsonObject, known: ReadonlyMap<JsonObject, CompiledSchema | undefined>): CompiledSchema {
  const compiled = known.get(schema);
  if (!compiled) throw new Error('A schema was not compiled');
  return compiled;
}

function requireText(tokenId: number, vocabulary: Vocabulary): void {
  if (!vocabulary.isControl(tokenId)) return;
  throw new ServingError('invalid_value', `Invalid 'logit_bias': ${tokenId} is no token of text in this model.`, {
    param: 'logit_bias',
  });
}

function charactersOf({ instructions, messages, tools, responseFormats }: Conversation): number {
  const written = messages.reduce((sum, message) => sum + textOf(message).length, instructions.length);
  return written + JSON.stringify([tools, responseFormats]).length;
}

function textOf(message: ConversationMessage): string {
  if (message.type === 'produced-turn') return '';
  return message.type === 'tool-call' ? message.argumentsText : message.text;
}
