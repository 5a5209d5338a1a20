import type { Vocabulary } from '#harmony';
import {
  type BindingSchema,
  type GenerationRequest,
  type JsonObject,
  type OutputRules,
  type Prompt,
  ServingError,
} from '#protocol';
import {
  type ThinkingBudgets,
  type ToolBinding,
  bindingSchemas,
  requireEnforceable,
  toRules,
} from './compile-rules.js';
import { type CompiledSchema, CompiledSchemas, type SchemaToCompile } from './compiled-schema.js';
import { textOf } from './conversation-text.js';
import { PreparationThreads } from './preparation-threads.js';
import type { PreparationResult } from './prepare-in-thread.js';
import { requireModestGrammars } from './request-bounds.js';
import { requireTokens } from './require-tokens.js';
import { toTokens } from './to-tokens.js';

/** Ordinary text is tokenized at millions of characters a second; hostile text of this size still takes only milliseconds. */
const LARGE_CHARACTERS = 50_000;

/** A request in the terms of one vocabulary: what the model reads, and what binds what it writes. */
export interface PreparedRequest {
  tokenIds: readonly number[];
  rules: OutputRules;
}

/**
 * Renders prompts to token ids and compiles schemas. Large prompts and schemas that are new go to a thread, so that no
 * request holds up all the others: a schema of a few characters can take a second.
 */
export class RequestPreparer {
  private readonly serialized = new WeakMap<Vocabulary, Uint8Array>();
  private readonly compiled = new CompiledSchemas();

  constructor(
    private readonly toolBinding: ToolBinding,
    private readonly thinkingBudgets: ThinkingBudgets,
    private readonly threads: Pick<PreparationThreads, 'run' | 'close'> = new PreparationThreads(),
  ) {}

  /** Rejects with a `ServingError` of status 400 naming the field, and with `overloaded` when too many wait for a thread already. */
  async prepare(request: GenerationRequest, vocabulary: Vocabulary): Promise<PreparedRequest> {
    for (const { tokenId } of request.sampling.logitBias) requireText(tokenId, vocabulary);
    if (request.prompt.type === 'tokens') {
      const { tokenIds, mayHoldControl: mayBeControl } = request.prompt;
      requireTokens({ tokenIds, param: request.promptParam, mayBeControl }, vocabulary);
    }
    const schemas = bindingSchemas(request, this.toolBinding);
    const texts = new Map(schemas.map(({ schema }) => [schema, JSON.stringify(schema)]));
    const known = this.knownOf(texts.values());
    const compiledOf = (schema: JsonObject): CompiledSchema | undefined => known.get(texts.get(schema) ?? '');
    requireEnforceable(schemas, compiledOf);
    const unknown = distinct(
      schemas.filter(({ schema }) => !compiledOf(schema)),
      texts,
    );
    const { tokenIds, compiled } = await this.read(request.prompt, [...unknown.values()], vocabulary);
    for (const [index, text] of [...unknown.keys()].entries()) this.keep(text, compiled[index], known);
    requireEnforceable(schemas, compiledOf);
    const rules = toRules({ ...request, reasoningBudgetTokens: this.budgetOf(request) }, this.toolBinding, compiledOf);
    requireModestGrammars(rules);
    return { tokenIds, rules };
  }

  async close(): Promise<void> {
    await this.threads.close();
  }

  private async read(
    prompt: Prompt,
    schemas: readonly SchemaToCompile[],
    vocabulary: Vocabulary,
  ): Promise<PreparationResult> {
    const isSmall = schemas.length === 0 && charactersOf(prompt) < LARGE_CHARACTERS;
    if (isSmall) return { tokenIds: toTokens(prompt, vocabulary), compiled: [] };
    const serializedVocabulary = this.serialize(vocabulary);
    return this.threads.run({ prompt, schemas, vocabularyHash: vocabulary.hash, serializedVocabulary });
  }

  private knownOf(texts: Iterable<string>): Map<string, CompiledSchema> {
    const known = new Map<string, CompiledSchema>();
    for (const text of texts) {
      const compiled = this.compiled.get(text);
      if (compiled) known.set(text, compiled);
    }
    return known;
  }

  private keep(text: string, compiled: CompiledSchema | undefined, known: Map<string, CompiledSchema>): void {
    if (!compiled) return;
    known.set(text, compiled);
    this.compiled.set(text, compiled);
  }

  private budgetOf({ reasoningBudgetTokens, prompt }: GenerationRequest): number | null {
    if (reasoningBudgetTokens !== null || prompt.type !== 'conversation') return reasoningBudgetTokens;
    return this.thinkingBudgets[prompt.conversation.reasoningEffort] ?? null;
  }

  /** Compressing takes longer than most prompts; a thread that was just started needs the whole vocabulary. */
  private serialize(vocabulary: Vocabulary): Uint8Array {
    const known = this.serialized.get(vocabulary) ?? vocabulary.serialize();
    this.serialized.set(vocabulary, known);
    return known;
  }
}

/** Each schema once by its text, and strict if it is strict anywhere. */
function distinct(
  schemas: readonly BindingSchema[],
  texts: ReadonlyMap<JsonObject, string>,
): Map<string, SchemaToCompile> {
  const distinct = new Map<string, SchemaToCompile>();
  for (const { schema, isStrict } of schemas) {
    const text = texts.get(schema) ?? '';
    distinct.set(text, { schema, isStrict: isStrict || distinct.get(text)?.isStrict === true });
  }
  return distinct;
}

function requireText(tokenId: number, vocabulary: Vocabulary): void {
  if (!vocabulary.isControl(tokenId)) return;
  throw new ServingError('invalid_value', `Invalid 'logit_bias': ${tokenId} is no token of text in this model.`, {
    param: 'logit_bias',
  });
}

function charactersOf(prompt: Prompt): number {
  if (prompt.type === 'text') return prompt.text.length;
  if (prompt.type === 'tokens') return 0;
  const { instructions, messages, tools, responseFormats } = prompt.conversation;
  const written = messages.reduce((sum, message) => sum + textOf(message).length, instructions.length);
  return written + JSON.stringify([tools, responseFormats]).length;
}
