import type { JsonObject } from '#protocol';
import { withFieldDescriptions } from './field-descriptions.js';
import { ANSWER_SCHEMAS } from './generated/answer-schemas.js';
import { ANSWER_HEADERS } from './headers.js';
import { TAGS } from './route.js';
import { ROUTES } from './routes.js';
import { simplify } from './simplify.js';
import { toOperation } from './to-operation.js';
import { toSchema } from './to-schema.js';

/** Of what `package.json` has. */
export const VERSION = '0.1.0';

/** The OpenAPI 3.1 document of all that a gateway serves: requests as they are parsed, answers as they are rendered. */
export function toOpenApiDocument(): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Harmonium',
      version: VERSION,
      description:
        'gpt-oss on your own GPUs, behind the APIs of OpenAI and Anthropic. In requests `null` counts as absent, and fields that are not named here are ignored.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: toPaths(),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Your key, as the clients of OpenAI send it.' },
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description: 'Your key, as the clients of Anthropic send it.',
        },
      },
      headers: { ...ANSWER_HEADERS },
      schemas: toSchemas(),
    },
  };
}

function toPaths(): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const route of ROUTES) paths[route.path] = { ...paths[route.path], [route.method]: toOperation(route) };
  return paths;
}

function toSchemas(): JsonObject {
  const bodies = ROUTES.flatMap(({ body }) => (body ? [[body.name, body.schema] as const] : []));
  const requests = bodies.map(([name, schema]) => [name, withFieldDescriptions(name, toSchema(schema))] as const);
  const answers = Object.entries(ANSWER_SCHEMAS).map(([name, schema]) => [name, simplify(schema)] as const);
  return Object.fromEntries([...requests, ...answers]);
}
