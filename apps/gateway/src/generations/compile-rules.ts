import {
  type BindingSchema,
  type GenerationRequest,
  type JsonObject,
  type OutputRules,
  type ReasoningEffort,
  ServingError,
} from '#protocol';
import type { CompiledSchema } from './compiled-schema.js';

/** Whether arguments are bound by the schema of tools that did not ask for it (`strict`). */
export type ToolBinding = 'strict' | 'always';

/** Tokens of thinking for requests that do not say themselves; no entry leaves it to the model. */
export type ThinkingBudgets = Partial<Record<ReasoningEffort, number>>;

type BoundRequest = Pick<GenerationRequest, 'callableTools' | 'mustCall' | 'answerSchema' | 'reasoningBudgetTokens'>;

/** The schemas of a request that bind its output. */
export function bindingSchemas(
  { callableTools, answerSchema }: BoundRequest,
  toolBinding: ToolBinding,
): BindingSchema[] {
  const schemas = [answerSchema, ...callableTools.map(({ parameters }) => binding(parameters, toolBinding))];
  // Strict ones first: a bound for the work of all must not be spent on those that may be left to the model.
  return schemas
    .filter((schema) => schema !== null)
    .sort((left, right) => Number(right.isStrict) - Number(left.isStrict));
}

/** Throws `invalid_json_schema` naming field and keyword for the first strict schema known to be one that cannot be enforced. */
export function requireEnforceable(
  schemas: readonly BindingSchema[],
  compiledOf: (schema: JsonObject) => CompiledSchema | undefined,
): void {
  for (const { schema, isStrict, param } of schemas) {
    const compiled = isStrict ? compiledOf(schema) : undefined;
    if (compiled?.type !== 'refused') continue;
    throw new ServingError('invalid_json_schema', `Invalid schema for '${param}': ${compiled.reason}`, { param });
  }
}

/** What binds the output. A schema for which `compiledOf` has no grammar is only a hint to the model. */
export function toRules(
  { callableTools, mustCall, answerSchema, reasoningBudgetTokens }: BoundRequest,
  toolBinding: ToolBinding,
  compiledOf: (schema: JsonObject) => CompiledSchema | undefined,
): OutputRules {
  const bind = (schema: BindingSchema | null): string | null => schema && grammarOf(compiledOf(schema.schema));
  return {
    callableTools: callableTools.map(({ name, parameters }) => ({
      name,
      argumentsGrammar: bind(binding(parameters, toolBinding)),
    })),
    mustCall,
    answerGrammar: bind(answerSchema),
    reasoningBudgetTokens,
  };
}

function binding(parameters: BindingSchema | null, toolBinding: ToolBinding): BindingSchema | null {
  return parameters && (parameters.isStrict || toolBinding === 'always') ? parameters : null;
}

function grammarOf(compiled: CompiledSchema | undefined): string | null {
  return compiled?.type === 'grammar' ? compiled.gbnf : null;
}
