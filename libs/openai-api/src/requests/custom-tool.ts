import type { JsonObject } from '#protocol';

/*
 * Harmony knows functions only: a custom tool, which takes free text, is shown to the model as a function with one
 * string, `input`, and its calls are turned back into that text.
 */

/** Schema of the arguments of a custom tool's function; `pattern` is a regular expression that the text must match. */
export function toCustomParameters(pattern: string | null): JsonObject {
  const input = pattern === null ? {} : { description: `Must match the regular expression ${pattern}`, pattern };
  return {
    type: 'object',
    properties: { input: { type: 'string', ...input } },
    required: ['input'],
    additionalProperties: false,
  };
}

/** Arguments of a call of a custom tool, as the model would have written them. */
export function toCustomArguments(input: string): string {
  return JSON.stringify({ input });
}

/** A regular expression that matches whole texts, as OpenAI means it, in JSON Schema's sense, which is to find it anywhere. */
export function toWholePattern(definition: string): string {
  return `^(?:${definition})$`;
}

/** Whether a text is a regular expression at all: one with loose parentheses could slip out of those put around it. */
export function isExpression(definition: string): boolean {
  try {
    return new RegExp(definition) instanceof RegExp;
  } catch {
    return false;
  }
}
