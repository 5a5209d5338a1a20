import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getLlama, LlamaGrammar, LlamaLogLevel } from 'node-llama-cpp';
import { readFileSync } from 'node:fs';
import { compileSchema, SchemaRefusal } from '#harmony';
import type { Json, JsonObject } from '#protocol';

/** A schema of the official JSON-Schema-Test-Suite, and values that satisfy it or do not. */
interface SuiteGroup {
  file: string;
  description: string;
  schema: Json;
  tests: { description: string; data: Json; valid: boolean }[];
}

/** The official suite, drafts 2020-12 and 7 with their optional parts, one schema a line. */
const SUITE = 'libs/harmony/src/schema/testing/json-schema-test-suite.jsonl';

/** Where the grammar generates less than the schema allows, by file and description of the test. */
const NARROWER: readonly [reason: string, tests: RegExp][] = [
  ['formats bind instead of annotating', /^draft2020-12\/format\.json/],
  ['numbers have few digits', /\/optional\/(bignum|float-overflow)\.json/],
  ['no metaschema is consulted', /\/vocabulary\.json/],
  ['what stands beside $ref counts in every draft', /^draft7\/ref\.json \| ref overrides any sibling keywords/],
  [
    'only the common spelling of a format',
    /\/optional\/format\/(date-time|time|email|hostname|ipv6|uri(-\w+)?|i\w+-?\w*)\.json/,
  ],
];

/** Where it generates more: keywords that draft 2020-12 made annotations, and a format that is one for this compiler. */
const WIDER: readonly [reason: string, tests: RegExp][] = [
  ['contents of strings are annotations', /^draft7\/optional\/content\.json/],
  ['the format regex is an annotation', /\/optional\/format\/(regex|ecmascript-regex)\.json/],
];

const MOST_SPELLINGS = 300;
const NONSENSE_CASES = 10_000;
const PARSED_ONE_IN = 10;
const PATIENCE_MS = 300_000;

const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  progressLogs: false,
  logLevel: LlamaLogLevel.disabled,
});

const groups = readFileSync(SUITE, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as SuiteGroup);

describe('the grammar of a schema of the official test suite', () => {
  const schemas = groups.flatMap((group) => (isObject(group.schema) ? [{ group, schema: group.schema }] : []));
  const compiled = schemas.flatMap(({ group, schema }) => {
    const result = compilationOf(schema);
    return typeof result === 'string' ? [{ group, matches: matcherOf(result) }] : [];
  });
  const verdicts = compiled.flatMap(({ group, matches }) =>
    group.tests.map(({ description, data, valid }) => ({
      test: `${group.file} | ${group.description} | ${description} | ${JSON.stringify(data)}`,
      valid,
      generated: spellingsOf(data).some(matches),
    })),
  );

  it('exists for most of them', () => {
    expect({ schemas: schemas.length, compiled: compiled.length }).toEqual({ schemas: 745, compiled: 564 });
  });

  it('generates nothing that the schema forbids', () => {
    const wrong = verdicts.filter(({ valid, generated }) => generated && !valid).map(({ test }) => test);
    expect(counted(wrong, WIDER)).toEqual({
      'contents of strings are annotations': 4,
      'the format regex is an annotation': 3,
    });
  });

  it('generates what the schema allows, but for a few documented gaps', () => {
    const missing = verdicts.filter(({ valid, generated }) => valid && !generated).map(({ test }) => test);
    expect(counted(missing, NARROWER)).toEqual({
      'formats bind instead of annotating': 18,
      'numbers have few digits': 10,
      'no metaschema is consulted': 1,
      'what stands beside $ref counts in every draft': 1,
      'only the common spelling of a format': 113,
    });
  });
});

describe('a limit far beyond what llama.cpp repeats', () => {
  const ones = (count: number): string => JSON.stringify(Array(count).fill(1));
  const letters = (count: number): string => JSON.stringify('x'.repeat(count));

  it.each<[string, JsonObject, string, string]>([
    ['maxLength', { type: 'string', maxLength: 2500 }, letters(2500), letters(2501)],
    ['minLength', { type: 'string', minLength: 12_345 }, letters(12_345), letters(12_344)],
    ['both', { type: 'string', minLength: 3000, maxLength: 3001 }, letters(3001), letters(3002)],
    ['maxItems', { items: { const: 1 }, type: 'array', maxItems: 4321 }, ones(4321), ones(4322)],
    ['minItems', { items: { const: 1 }, type: 'array', minItems: 4321 }, ones(4321), ones(4320)],
    ['pattern', { type: 'string', pattern: '^x{2,2200}$' }, letters(2200), letters(2201)],
  ])('holds exactly: %s', (_, schema, allowed, forbidden) => {
    const matches = matcherOf(compileSchema(schema));
    expect([matches(allowed), matches(forbidden)]).toEqual([true, false]);
  });

  it.each([1, 300, 1000])('matches objects nested %d deep', (depth) => {
    let schema: JsonObject = { type: 'null' };
    for (let level = 0; level < depth; level++) schema = { type: 'object', properties: { a: schema } };
    const text = '{"a": '.repeat(depth) + 'null' + '}'.repeat(depth);
    const matches = matcherOf(compileSchema(schema));
    expect([matches(text), matches(text.replace('null', '1'))]).toEqual([true, false]);
  });

  it('ends white space, which a model could otherwise go on with for ever', () => {
    const matches = matcherOf(compileSchema({ type: 'object' }));
    expect(['{ }', '{\n  }', '{  }', '{\n\n}', `{\n${' '.repeat(33)}}`].map(matches)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('any schema, sense or nonsense', () => {
  it(
    `is refused or becomes a grammar that llama.cpp reads, ${NONSENSE_CASES} times`,
    () => {
      let count = 0;
      const property = fc.property(nonsense(), (schema) => {
        const result = compilationOf(schema);
        if (typeof result === 'string' && count++ % PARSED_ONE_IN === 0) matcherOf(result);
      });
      fc.assert(property, { numRuns: NONSENSE_CASES });
      expect(count).toBeGreaterThan(NONSENSE_CASES / 10);
    },
    PATIENCE_MS,
  );
});

function compilationOf(schema: JsonObject): string | SchemaRefusal {
  try {
    return compileSchema(schema);
  } catch (error) {
    if (error instanceof SchemaRefusal) return error;
    throw error;
  }
}

/** Whether llama.cpp's own matcher takes a text for a whole one. Throws if it cannot read the grammar. */
function matcherOf(text: string): (candidate: string) => boolean {
  const grammar: object = new LlamaGrammar(llama, { grammar: text });
  if (!('_testText' in grammar) || typeof grammar._testText !== 'function') throw new Error('the matcher has moved');
  const { _testText: testText } = grammar;
  return (candidate) => Reflect.apply(testText, grammar, [candidate]) === true;
}

/** How often each reason applies; what no reason covers stands for itself. */
function counted(tests: readonly string[], reasons: readonly [string, RegExp][]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const test of tests) {
    const reason = reasons.find(([, covers]) => covers.test(test))?.[0] ?? test;
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}

/** A value as text: compact and indented, with its keys in any order, since the schema's order is not the data's. */
function spellingsOf(value: Json): string[] {
  return ordersOf(value).flatMap((one) => [JSON.stringify(one), JSON.stringify(one, null, 2)]);
}

function ordersOf(value: Json): Json[] {
  if (Array.isArray(value)) return choicesOf(value.map(ordersOf));
  if (!isObject(value)) return [value];
  return permutationsOf(Object.entries(value))
    .flatMap((entries) => {
      const values = choicesOf(entries.map(([, property]) => ordersOf(property)));
      return values.map((list) => Object.fromEntries(entries.map(([name], index) => [name, list[index] ?? null])));
    })
    .slice(0, MOST_SPELLINGS);
}

function choicesOf(lists: readonly Json[][]): Json[][] {
  const extended = (all: Json[][], list: Json[]): Json[][] => all.flatMap((one) => list.map((last) => [...one, last]));
  return lists.reduce<Json[][]>((all, list) => extended(all, list).slice(0, MOST_SPELLINGS), [[]]);
}

function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2 || items.length > 5) return [[...items]];
  return items.flatMap((first, index) => {
    const others = items.filter((_, other) => other !== index);
    return permutationsOf(others).map((rest) => [first, ...rest]);
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every keyword there is, with values that fit it and values that do not. */
function nonsense(): fc.Arbitrary<JsonObject> {
  const pattern = fc.oneof(fc.string({ unit: fc.constantFrom(...'ab^$.*+?|()[]{}\\dws1,-') }), fc.string());
  const size = fc.oneof(fc.nat({ max: 5 }), fc.constantFrom(-1, 0.5, 1e9, 2 ** 60, 1e300));
  const bound = fc.oneof(fc.integer(), fc.double(), size);
  const address = fc.constantFrom(
    '#',
    '#/$defs/a',
    '#/properties/a',
    '#a',
    'b',
    '#/%25',
    '#/~0~1',
    'http://x/y#z',
    ':',
    '',
  );
  const { schema } = fc.letrec<{ schema: Json; keywords: JsonObject }>((tie) => {
    const one = tie('schema');
    const list = fc.array(one, { maxLength: 3 });
    const named = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', '\ud800', '"'), one, { maxKeys: 3 });
    const fitting: Record<string, fc.Arbitrary<Json>> = {
      ...byName(['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'], one),
      ...byName(['additionalItems', 'unevaluatedItems', 'unevaluatedProperties'], one),
      ...byName(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'], list),
      ...byName(['$defs', 'definitions', 'dependentSchemas', 'dependencies', 'properties', 'properties'], named),
      patternProperties: fc.dictionary(pattern, one, { maxKeys: 3 }),
      ...byName(
        ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties', 'minContains'],
        size,
      ),
      ...byName(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'], bound),
      ...byName(['const', 'default'], fc.jsonValue() as fc.Arbitrary<Json>),
      enum: fc.array(fc.jsonValue(), { maxLength: 4 }) as fc.Arbitrary<Json>,
      pattern,
      ...byName(['$ref', '$id', '$anchor', '$dynamicRef'], address),
      format: fc.constantFrom('date', 'ipv6', 'uri', 'email', 'nonsense'),
      type: fc.oneof(
        fc.constantFrom('null', 'boolean', 'number', 'integer', 'string', 'array', 'object', 'nonsense'),
        fc.array(fc.constantFrom('null', 'number', 'string', 'object'), { maxLength: 3 }),
      ),
      ...byName(['uniqueItems', 'nullable'], fc.boolean()),
      required: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
      dependentRequired: fc.dictionary(fc.constantFrom('a', 'b'), fc.array(fc.constantFrom('a', 'c')), { maxKeys: 2 }),
    };
    const entry = fc.constantFrom(...Object.keys(fitting)).chain((keyword) => {
      const value = fc.oneof(
        { weight: 30, arbitrary: fitting[keyword] ?? one },
        { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json> },
      );
      return fc.tuple(fc.constant(keyword), value);
    });
    const keywords = fc.array(entry, { maxLength: 4 }).map((entries): JsonObject => Object.fromEntries(entries));
    return {
      keywords,
      schema: fc.oneof({ maxDepth: 4 }, fc.boolean(), keywords, keywords),
    };
  });
  return schema.map((value) => (isObject(value) ? value : { items: value }));
}

function byName(names: readonly string[], arbitrary: fc.Arbitrary<Json>): Record<string, fc.Arbitrary<Json>> {
  return Object.fromEntries(names.map((name) => [name, arbitrary]));
}
