import { createSchemaGenerator } from './schema-generator.mjs';

const SOURCE = 'libs/openai-api/src/openapi/answers/answers.ts';

/** Where what is generated belongs. */
export const ANSWER_SCHEMAS_FILE = 'libs/openai-api/src/openapi/generated/answer-schemas.ts';

/** JSON schemas of all that is answered, from the types of `Answers`, as the text of a source file. */
export function generateAnswerSchemas() {
  const { definitions } = createSchemaGenerator(SOURCE).createSchema('Answers');
  const { Answers, ...others } = definitions;
  const names = namesInTheDocument(Answers.properties);
  const named = Object.entries(others).map(([name, schema]) => [names.get(name) ?? name, schema]);
  const written = Object.entries(Answers.properties).filter(([, { $ref }]) => !$ref);
  const schemas = Object.fromEntries([...named, ...written].sort(([left], [right]) => (left < right ? -1 : 1)));
  const json = JSON.stringify(schemas, null, 2).replace(/"#\/definitions\/([^"]+)"/g, (_, encoded) => {
    const name = decodeURIComponent(encoded);
    return JSON.stringify(`#/components/schemas/${names.get(name) ?? name}`);
  });
  return `import type { JsonObject } from '#protocol';

/* Made from openapi/answers/answers.ts by \`npm run generate\`. */
export const ANSWER_SCHEMAS: Record<string, JsonObject> = ${json};
`;
}

/** Types that are an answer as they stand are known by the answer's name. */
function namesInTheDocument(properties) {
  const named = Object.entries(properties).filter(([, { $ref }]) => $ref);
  return new Map(named.map(([name, { $ref }]) => [decodeURIComponent($ref.replace('#/definitions/', '')), name]));
}
