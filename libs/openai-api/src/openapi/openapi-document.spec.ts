import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { readFileSync } from 'node:fs';
import { FIELD_DESCRIPTIONS } from './field-descriptions.js';
import { toOpenApiDocument, VERSION } from './openapi-document.js';
import { ROUTES } from './routes.js';

const document = toOpenApiDocument();
const text = JSON.stringify(document);
const { schemas } = document.components as { schemas: Record<string, { properties?: object }> };
const REFERENCE = /"#\/components\/(\w+)\/([^"]+)"/g;

describe('the OpenAPI document', () => {
  it('is one by the rules of OpenAPI 3.1', async () => {
    await expect(new Validator().validate(JSON.parse(text) as Record<string, unknown>)).resolves.toEqual({
      valid: true,
    });
  });

  it('has the version of the package', () => {
    expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
  });

  it('names every operation and every address once', () => {
    const operations = ROUTES.map(({ operationId }) => operationId);
    const addresses = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(operations).size).toBe(operations.length);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('describes exactly the parameters that are in the path', () => {
    for (const { path, pathParameters = {} } of ROUTES) {
      expect([path, ...Object.keys(pathParameters)]).toEqual([
        path,
        ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      ]);
    }
  });

  it('refers to all that it defines, and defines all that it refers to', () => {
    const referred = new Set(
      [...text.matchAll(REFERENCE)].flatMap(([, kind, name]) => (kind === 'schemas' ? [name] : [])),
    );
    expect(Object.keys(schemas).filter((name) => !referred.has(name))).toEqual([]);
    expect([...referred].filter((name) => !(name! in schemas))).toEqual([]);
  });

  it('has schemas whose names can be read', () => {
    expect(Object.keys(schemas).filter((name) => !/^\w+$/.test(name))).toEqual([]);
  });

  it('has one schema for each name of a body', () => {
    const bodies = new Map(ROUTES.flatMap(({ body }) => (body ? [[body.name, body.schema]] : [])));
    for (const { body } of ROUTES) if (body) expect(bodies.get(body.name)).toBe(body.schema);
  });

  it('gives examples that would be understood', () => {
    const examples = ROUTES.flatMap(({ body }) => (body?.example ? [body] : []));
    expect(examples.length).toBeGreaterThan(3);
    for (const { schema, example } of examples) expect(schema.safeParse(example)).toMatchObject({ success: true });
  });

  it('tells of every field of a request what it means, and of none that is not there', () => {
    const fields = new Set(ROUTES.flatMap(({ body }) => Object.keys(schemas[body?.name ?? '']?.properties ?? {})));
    expect(Object.keys(FIELD_DESCRIPTIONS).filter((name) => !fields.has(name))).toEqual([]);
    const isSilent = ([, property]: [string, { description?: string }]): boolean => property.description === undefined;
    const silent = ROUTES.flatMap(({ body }) =>
      Object.entries(schemas[body?.name ?? '']?.properties ?? {})
        .filter(isSilent)
        .map(([name]) => `${body?.name}.${name}`),
    );
    expect(silent).toEqual([]);
  });
});
