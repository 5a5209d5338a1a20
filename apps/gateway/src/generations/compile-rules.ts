import { LRUCache } from 'lru-cache';
import { SchemaRefusal, compileSchema } from '#harmony';
import { type BindingSchema, type GenerationRequest, type OutputRules, ServingError } from '#protocol';

/** Whether arguments are bound by the schema of tools that did not ask for it (`strict`). */
export type ToolBinding = 'strict' | 'always';

/** The same tools come with every request of an agent. */
const KEPT_GRAMMARS = 256;
const LONGEST_KEPT_CHARACTERS = 100_000;
const grammars = new LRUCache<string, string>({ max: KEPT_GRAMMARS });

/**
 * What binds the output, with every schema compiled. Throws `invalid_json_schema` naming field and keyword for a strict
 * schema that cannot be enforced; one that is not strict is then only a hint to the model.
 */
export function compileRules(
  request: Pick<GenerationRequest, 'callableTools' | 'mustCall' | 'answerSchema' | 'reasoningBudgetTokens'>,
  toolBinding: ToolBinding,
): OutputRules {
  const { callableTools, mustCall, answerSchema, reasoningBudgetTokens } = request;
  return {
    callableTools: callableTools.map(({ name, parameters }) => ({
      name,
      argumentsGrammar: parameters && (parameters.isStrict || toolBinding === 'always') ? bind(parameters) : null,
    })),
    mustCall,
    answerGrammar: answerSchema && bind(answerSchema),
    reasoningBudgetTokens,
  };
}

function bind({ schema, isStrict, param }: BindingSchema): string | null {
  try {
    return compile(schema);
  } catch (error) {
    if (!(error instanceof SchemaRefusal)) throw error;
    if (!isStrict) return null;
    throw new ServingError('invalid_json_schema', `Invalid schema for '${param}': ${error.message}`, { param });
  }
}

function compile(schema: BindingSchema['schema']): string {
  const key = JSON.stringify(schema);
  const known = grammars.get(key);
  if (known !== undefined) return known;
  const grammar = compileSchema(schema);
  if (key.length <= LONGEST_KEPT_CHARACTERS) grammars.set(key, grammar);
  return grammar;
}
