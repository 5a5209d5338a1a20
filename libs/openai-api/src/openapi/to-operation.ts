import type { Json, JsonObject } from '#protocol';
import type { z } from 'zod';
import { toErrorAnswers } from './error-answers.js';
import { ALWAYS, REQUEST_HEADERS, type RequestHeader } from './headers.js';
import { toHeaderRefs, toSchemaRef } from './references.js';
import type { Route, RouteAnswer } from './route.js';
import { isJsonObject } from './simplify.js';
import { toSchema } from './to-schema.js';

/** A route as an operation of OpenAPI. */
export function toOperation(route: Route): JsonObject {
  const { operationId, tag, summary, scope, body } = route;
  const parameters = toParameters(route);
  const answers = route.answers.map((answer) => [answer.status ?? 200, toAnswer(answer)] as const);
  return {
    operationId,
    tags: [tag],
    summary,
    ...described(route),
    ...(scope === 'open' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: toRequestBody(body) } : {}),
    responses: { ...Object.fromEntries(answers), ...toErrorAnswers(route) },
  };
}

function toRequestBody({ name, schema, example }: NonNullable<Route['body']>): JsonObject {
  const content = { schema: toSchemaRef(name), ...(example ? { example } : {}) };
  return { required: !schema.safeParse(undefined).success, content: { 'application/json': content } };
}

function described({ description, scope }: Route): { description?: string } {
  const needs = scope === null || scope === 'open' ? [] : [`Needs a key with the scope \`${scope}\`.`];
  const text = [...(description === undefined ? [] : [description]), ...needs].join('\n\n');
  return text === '' ? {} : { description: text };
}

function toAnswer({ description, body, events, text, headers = [] }: RouteAnswer): JsonObject {
  const content = {
    ...(body ? { 'application/json': { schema: toSchemaRef(body) } } : {}),
    ...(events ? { 'text/event-stream': { schema: toSchemaRef(events) } } : {}),
    ...(text === undefined ? {} : { [text]: { schema: { type: 'string' } } }),
  };
  return {
    description,
    headers: toHeaderRefs([...ALWAYS, ...headers]),
    ...(Object.keys(content).length ? { content } : {}),
  };
}

function toParameters({ pathParameters = {}, query, headers = [] }: Route): JsonObject[] {
  const inPath = Object.entries(pathParameters).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...(query ? toQueryParameters(query) : []), ...headers.map(toHeaderParameter)];
}

function toQueryParameters(schema: z.ZodType): JsonObject[] {
  const { properties = {}, required = [] } = toSchema(schema);
  if (!isJsonObject(properties) || !Array.isArray(required)) return [];
  return Object.entries(properties).map(([name, described]) =>
    toQueryParameter(name, described, required.includes(name)),
  );
}

function toQueryParameter(name: string, schema: Json, required: boolean): JsonObject {
  if (!isJsonObject(schema)) return { name, in: 'query', required, schema };
  const { description, ...rest } = schema;
  return { name, in: 'query', required, ...(description === undefined ? {} : { description }), schema: rest };
}

function toHeaderParameter(name: RequestHeader): JsonObject {
  return { name, in: 'header', ...REQUEST_HEADERS[name] };
}
