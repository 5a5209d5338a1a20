import { describe, expect, it } from '@jest/globals';
import type { BindingSchema, JsonObject } from '#protocol';
import { type ToolBinding, bindingSchemas, requireEnforceable, toRules } from './compile-rules.js';
import { type CompiledSchema, compileSchemas } from './compiled-schema.js';

const CITY: JsonObject = { type: 'object', properties: { city: { enum: ['Rome'] } }, required: ['city'] };
const UNENFORCEABLE: JsonObject = { type: 'array', uniqueItems: true };

function binding(schema: JsonObject, isStrict: boolean): BindingSchema {
  return { schema, isStrict, param: 'tools[0].function.parameters' };
}

function requestWith(parameters: BindingSchema | null, answerSchema: BindingSchema | null = null) {
  return { callableTools: [{ name: 'f', parameters }], mustCall: true, answerSchema, reasoningBudgetTokens: 7 };
}

function compileRules(request: ReturnType<typeof requestWith>, toolBinding: ToolBinding) {
  const schemas = bindingSchemas(request, toolBinding);
  const compiled = compileSchemas(schemas);
  const compiledOf = (asked: JsonObject): CompiledSchema | undefined =>
    compiled[schemas.findIndex(({ schema }) => schema === asked)];
  requireEnforceable(schemas, compiledOf);
  return toRules(request, toolBinding, compiledOf);
}

describe('the rules of a request', () => {
  it('bind strict tools, and by configuration all tools', () => {
    const grammarOf = (isStrict: boolean, toolBinding: ToolBinding) =>
      compileRules(requestWith(binding(CITY, isStrict)), toolBinding).callableTools[0]?.argumentsGrammar;
    expect(grammarOf(true, 'strict')).toContain('Rome');
    expect(grammarOf(false, 'strict')).toBeNull();
    expect(grammarOf(false, 'always')).toContain('Rome');
  });

  it('leave a schema that cannot be enforced to the model, unless it is strict', () => {
    const rules = compileRules(requestWith(null, binding(UNENFORCEABLE, false)), 'always');
    expect(rules).toMatchObject({ answerGrammar: null, mustCall: true, reasoningBudgetTokens: 7 });
    expect(() => compileRules(requestWith(binding(UNENFORCEABLE, true)), 'strict')).toThrow(
      expect.objectContaining({
        code: 'invalid_json_schema',
        param: 'tools[0].function.parameters',
        message: expect.stringContaining("'uniqueItems'"),
      }),
    );
  });
});
