import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '#protocol';
import { compileSchema } from './compile-schema.js';
import { Effort } from './effort.js';
import { SchemaRefusal } from './schema-refusal.js';

describe('a schema that cannot be enforced', () => {
  it.each<[string, string, JsonObject]>([
    ['not', 'properties.a', { properties: { a: { not: { type: 'string' } } } }],
    ['contains', 'anyOf[1]', { anyOf: [{}, { contains: { type: 'null' } }] }],
    ['uniqueItems', 'items', { items: { uniqueItems: true } }],
    ['if', '', { if: { type: 'string' }, then: { minLength: 3 } }],
    ['oneOf', '', { oneOf: [{ minimum: 1 }, { maximum: 5 }] }],
    ['unevaluatedProperties', '', { $ref: '#/$defs/a', unevaluatedProperties: false, $defs: { a: {} } }],
    ['unevaluatedItems', '', { allOf: [{}], unevaluatedItems: false }],
    ['$dynamicRef', 'items', { items: { $dynamicRef: '#a' } }],
    ['$ref', 'properties.a', { properties: { a: { $ref: 'https://example.com/elsewhere' } } }],
    ['$ref', '', { $ref: '#/$defs/missing' }],
    ['pattern', '', { pattern: '^(?!x)' }],
    ['pattern', '', { pattern: '(a)\\1' }],
    ['pattern', '', { pattern: '\\bword' }],
    ['pattern', '', { pattern: '(' }],
    ['minProperties', '', { type: 'object', minProperties: 2 }],
    ['$ref', 'items', { items: { $id: 'a', $ref: '#/$defs/b', $defs: { b: {} } } }],
  ])('is refused for %s at "%s"', (keyword, pointer, schema) => {
    expect(refusalOf(schema)).toMatchObject({ keyword, pointer });
    expect(refusalOf(schema)?.message).toContain(`'${keyword}'`);
  });

  it.each<[string, Json]>([
    ['type', 'text'],
    ['type', 3],
    ['minLength', -1],
    ['maxItems', 1.5],
    ['minimum', '1'],
    ['multipleOf', 0],
    ['enum', 'a'],
    ['required', [1]],
    ['properties', []],
    ['items', 'string'],
    ['anyOf', []],
    ['allOf', {}],
    ['$ref', 1],
  ])('is refused for a malformed %s: %j', (keyword, value) => {
    expect(refusalOf({ [keyword]: value })?.keyword).toBe(keyword);
  });
});

describe('a schema that nothing satisfies', () => {
  it.each<[string, JsonObject]>([
    ['not', { not: {} }],
    ['enum', { type: 'string', enum: [1, 2] }],
    ['const', { const: 'abc', maxLength: 2 }],
    ['allOf', { allOf: [{ type: 'string' }, { type: 'number' }] }],
    ['minItems', { type: 'array', minItems: 3, maxItems: 2 }],
    ['minimum', { type: 'integer', minimum: 0.1, maximum: 0.9 }],
    ['pattern', { type: 'string', pattern: '^a+$', minLength: 3, format: 'date' }],
    ['$ref', { $ref: '#' }],
    ['$ref', { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] }],
    ['false', { type: 'object', properties: { a: false }, required: ['a'] }],
  ])('is refused for %s: %j', (keyword, schema) => {
    expect(refusalOf(schema)?.keyword).toBe(keyword);
  });
});

describe('a hostile schema', () => {
  it.each<[string, string, JsonObject]>([
    ['minItems', 'items beyond reason', { type: 'array', minItems: 1e9 }],
    ['minLength', 'a length beyond reason', { type: 'string', minLength: 1e9 }],
    ['minLength', 'a length beyond doubles', { type: 'string', minLength: 2 ** 60 }],
    ['pattern', 'an automaton of 2^25 states', { type: 'string', pattern: '(a|b)*a(a|b){25}' }],
    ['pattern', 'repetitions of repetitions', { type: 'string', pattern: '((a{1,100}){1,100}){1,100}' }],
    ['pattern', 'groups in groups', { type: 'string', pattern: '('.repeat(5000) + ')'.repeat(5000) }],
    [
      'allOf',
      '2^20 combinations',
      { allOf: listOf(20, (index) => ({ anyOf: [{ required: [`a${index}`] }, { required: [`b${index}`] }] })) },
    ],
    ['$ref', 'allOf in allOf', nested(1000, (inner) => ({ allOf: [inner] }))],
    ['schema', 'arrays in arrays without end', nested(100_000, (inner) => ({ items: inner }))],
    ['enum', 'a value nested without end', { const: nested(1000, (inner) => ({ a: inner })) }],
    ['schema', 'a number that JSON turns into infinity', { enum: [Number.POSITIVE_INFINITY] }],
    ['schema', 'more names than a grammar has room for', { type: 'object', properties: named(30_000) }],
    ['schema', 'more names that must be there', { type: 'object', required: listOf(300_000, (index) => `a${index}`) }],
    ['oneOf', 'branches without anything in them', { oneOf: listOf(100_000, () => false) }],
    [
      'multipleOf',
      'a common multiple of a thousand',
      { allOf: listOf(1000, (index) => ({ multipleOf: 1 + index / 1000 })) },
    ],
    ['enum', 'a long value in many places', { enum: ['x'.repeat(1_000_000)], allOf: listOf(10_000, () => ({})) }],
    [
      '$ref',
      'a long address in many places',
      { $id: `http://a/${'x'.repeat(1_000_000)}`, allOf: listOf(1000, () => ({ $ref: '#/a' })), a: {} },
    ],
    [
      'enum',
      'more values than can be compared',
      { allOf: [{ enum: listOf(300_000, (index) => index) }, { enum: listOf(300_000, (index) => -1 - index) }] },
    ],
  ])('is refused for %s: %s', (keyword, _, schema) => {
    expect(refusalOf(schema)?.keyword).toBe(keyword);
  });

  it.each<[string, JsonObject]>([
    ['5,000 properties', { type: 'object', properties: named(5000), additionalProperties: false }],
    ['50,000 values', { enum: listOf(50_000, (index) => `value ${index}`) }],
    ['objects 1,000 deep', nested(1000, (inner) => ({ type: 'object', properties: { a: inner }, required: ['a'] }))],
    ['a length of 10^9', { type: 'string', maxLength: 1e9 }],
    ['10^15 items', { type: 'array', maxItems: 1e15 }],
    ['a megabyte of description', { type: 'object', description: 'x'.repeat(1_000_000) }],
    [
      'values that are compared with as many others',
      { allOf: [{ enum: listOf(50_000, (index) => [index]) }, { enum: listOf(50_000, (index) => [-index]) }] },
    ],
    ['names of JavaScript', { type: 'object', properties: { toString: {}, constructor: {} }, required: ['valueOf'] }],
    [
      'a name of JavaScript that is one of JSON',
      JSON.parse('{"properties":{"__proto__":{"type":"null"}}}') as JsonObject,
    ],
  ])('compiles to a grammar of bounded size: %s', (_, schema) => {
    expect(compileSchema(schema).length).toBeLessThanOrEqual(1_000_000);
  });

  it('leaves the schemas that share an effort with it only what it has not used up', () => {
    const effort = new Effort();
    expect(() => compileSchema({ type: 'string', pattern: '(a|b)*a(a|b){25}' }, effort)).toThrow(SchemaRefusal);
    expect(effort.isSpent).toBe(true);
    expect(() => compileSchema({ type: 'null' }, effort)).toThrow(SchemaRefusal);
    expect(compileSchema({ type: 'null' })).toContain('null');
  });
});

function refusalOf(schema: JsonObject): SchemaRefusal | null {
  try {
    compileSchema(schema);
    return null;
  } catch (error) {
    if (error instanceof SchemaRefusal) return error;
    throw error;
  }
}

function nested(depth: number, around: (inner: JsonObject) => JsonObject): JsonObject {
  let schema: JsonObject = { type: 'string' };
  for (let level = 0; level < depth; level++) schema = around(schema);
  return schema;
}

function listOf<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}

function named(count: number): JsonObject {
  return Object.fromEntries(listOf(count, (index) => [`property${index}`, { type: 'string' }]));
}
