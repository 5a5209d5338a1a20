/**
 * Takes from OpenAI's OpenAPI document (github.com/openai/openai-openapi, MIT) the schemas of the answers that we claim to
 * give: `node tools/generate/openai-shapes.mjs openapi.yaml`. Texts for readers are left out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const ANSWERS = [
  ...['CreateChatCompletionResponse', 'CreateChatCompletionStreamResponse', 'CreateCompletionResponse'],
  ...['Response', 'ResponseStreamEvent', 'ResponseItemList', 'TokenCountsResource', 'CompactResource'],
  ...['ConversationResource', 'DeletedConversationResource', 'ConversationItemList', 'ConversationItem'],
  ...['Model', 'ListModelsResponse', 'ErrorResponse'],
];
const FOR_READERS = new Set([
  '$recursiveAnchor',
  'description',
  'title',
  'example',
  'examples',
  'deprecated',
  'externalDocs',
]);

const { info, components } = parse(readFileSync(process.argv[2], 'utf8'), { maxAliasCount: -1 });
const schemas = {};
for (const open = [...ANSWERS]; open.length > 0;) {
  const name = open.pop();
  if (name in schemas) continue;
  schemas[name] = toJsonSchema(components.schemas[name], name);
  open.push(
    ...Array.from(JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/([^"]+)"/g), ([, other]) => other),
  );
}
const sorted = Object.fromEntries(Object.entries(schemas).sort(([left], [right]) => (left < right ? -1 : 1)));
const $comment = `From OpenAI's OpenAPI document ${info.version}, Copyright OpenAI, under the license ${info.license.name}: ${info.license.url}`;
writeFileSync(
  'test/support/published-shapes/generated/openai.json',
  `${JSON.stringify({ $comment, components: { schemas: sorted } }, null, 1)}\n`,
);

/** JSON Schema 2020-12 of what is OpenAPI 3.0 or JSON Schema 2019-09 in places. */
function toJsonSchema(schema, name) {
  if (Array.isArray(schema)) return schema.map((one) => toJsonSchema(one, name));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, $recursiveRef, ...rest } = schema;
  if ($recursiveRef !== undefined) return { $ref: `#/components/schemas/${name}` };
  const kept = Object.entries(rest).filter(([key]) => !FOR_READERS.has(key) && !key.startsWith('x-'));
  const plain = Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'properties' ? ofEach(value, name) : toJsonSchema(value, name)]),
  );
  return nullable ? { anyOf: [plain, { type: 'null' }] } : plain;
}

/** Properties may have any name, also those of keywords. */
function ofEach(properties, name) {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, toJsonSchema(value, name)]));
}
