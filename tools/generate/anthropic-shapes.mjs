import { createSchemaGenerator } from './schema-generator.mjs';

const SOURCE = 'test/support/published-shapes/anthropic-types.ts';

/** Where what is generated belongs. */
export const ANTHROPIC_SHAPES_FILE = 'test/support/published-shapes/generated/anthropic.json';

/** JSON schemas of what Anthropic's package reads, from its own types, as the text of a JSON file. */
export function generateAnthropicShapes() {
  const { definitions } = createSchemaGenerator(SOURCE).createSchema('AnthropicShapes');
  const json = JSON.stringify({ components: { schemas: withoutTexts(definitions) } }, null, 1);
  return `${json.replaceAll('"#/definitions/', '"#/components/schemas/')}\n`;
}

/** What is said to readers is of no use for a check. */
function withoutTexts(schema) {
  if (Array.isArray(schema)) return schema.map(withoutTexts);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'description' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutTexts(value)]));
}
