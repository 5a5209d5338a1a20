import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '#protocol';
import { loadHarmonyOracle, type HarmonyOracle } from '../../../../test/support/harmony-oracle.js';
import { typeText } from './schema-type-text.js';
import { toolsSection } from './tool-declarations.js';

let oracle: HarmonyOracle;

beforeAll(async () => {
  oracle = await loadHarmonyOracle();
}, 60_000);

const text = { type: 'string' };
const described = (schema: JsonObject): JsonObject => ({ ...schema, description: 'What it is' });
const fields = (properties: JsonObject, required: string[] = []): JsonObject => ({
  type: 'object',
  properties,
  required,
});

const schemas: [string, Json][] = [
  ['no fields', { type: 'object' }],
  ['required and optional fields', fields({ a: text, b: { type: 'integer' }, c: { type: 'boolean' } }, ['b'])],
  [
    'enums of strings, of numbers, and without a type',
    fields({ a: { ...text, enum: ['x', 'y'] }, b: { type: 'integer', enum: [1, 2] }, c: { enum: ['x'] } }),
  ],
  ['empty and mixed enums', fields({ a: { ...text, enum: [] }, b: { ...text, enum: [1, 'x', null] } })],
  [
    'nullable fields',
    fields({
      a: { ...text, nullable: true },
      b: { ...text, enum: ['null'], nullable: true },
      c: { type: ['string', 'null'], nullable: true },
      d: { ...text, nullable: 'yes' },
    }),
  ],
  [
    'lists of types',
    fields({ a: { type: ['integer', 'string', 'null'] }, b: { type: [] }, c: { type: [1, 'object'] } }),
  ],
  ['type null', fields({ a: { type: 'null' } })],
  [
    'arrays',
    fields({
      a: { type: 'array', items: text },
      b: { type: 'array' },
      c: { type: 'array', items: { type: 'array', items: { ...text, enum: ['x', 'y'] } } },
      d: { type: 'array', items: true },
    }),
  ],
  [
    'nested objects with descriptions',
    described(fields({ a: described(fields({ b: described(fields({ c: described(text) })) })) })),
  ],
  ['arrays of objects', fields({ a: { type: 'array', items: described(fields({ b: text })) } })],
  [
    'titles, descriptions and examples',
    fields({
      a: { ...described(text), title: 'Title', examples: ['one', 2, 'two'] },
      b: { ...text, examples: [] },
      c: { ...text, examples: [1] },
    }),
  ],
  ['descriptions of several lines', fields({ a: { ...text, description: 'one\ntwo\n' } })],
  [
    'defaults',
    fields({
      a: { ...text, default: 'x "y" \n' },
      b: { ...text, enum: ['x'], default: 'x' },
      c: { type: 'number', default: 0.5 },
      d: { type: 'object', default: { k: [1, null, true] } },
      e: { ...text, default: null },
    }),
  ],
  [
    'fields with oneOf',
    fields(
      {
        a: {
          oneOf: [text, { type: 'integer', default: 5 }, { ...described(text), enum: ['x'], default: 'x' }],
          default: 'q',
        },
        b: { ...described({ oneOf: [described(text), described({ type: 'number' })] }) },
        c: {
          title: 'T',
          description: 'Other',
          examples: ['e'],
          oneOf: [described(text), described(fields({ d: text }))],
          enum: ['z'],
          default: 'z',
        },
      },
      ['a'],
    ),
  ],
  [
    'nullable variants',
    fields({
      a: {
        oneOf: [
          { ...text, nullable: true },
          { type: 'null', nullable: true },
        ],
      },
    }),
  ],
  ['empty and broken oneOf', fields({ a: { oneOf: [] }, b: { ...described(text), oneOf: 'x', default: 1 } })],
  [
    'oneOf inside arrays and variants',
    fields({
      a: {
        type: 'array',
        items: { oneOf: [described(text), { ...text, enum: ['x'], default: 'x' }, { oneOf: [text] }] },
      },
    }),
  ],
  ['oneOf at the top', { oneOf: [fields({ a: text }), described(fields({ b: text }))] }],
  [
    'anyOf, allOf, $ref, const',
    fields({ a: { anyOf: [text] }, b: { allOf: [text] }, c: { $ref: '#/x' }, d: { const: 1 } }),
  ],
  ['schemas that are not objects', fields({ a: true, b: null, c: 'string', d: [] })],
  [
    'names and texts beyond ASCII',
    fields({ größe: { ...text, enum: ['größer', '👍'], description: '<|end|>' }, 'with space': text }, ['größe']),
  ],
];

const anyText = fc.constantFrom('', 'x', 'null', 'two\nlines', '"quoted"', 'ü');
const anySchema = schemaOfDepth(2);

describe('the TypeScript-like text of a schema', () => {
  it.each(schemas)("is the one of OpenAI's library: %s", (_name, schema) => {
    expect(typeText(schema)).toBe(oracleTypeText(schema));
  });

  it("is the one of OpenAI's library for any schema", () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        expect(typeText(schema)).toBe(oracleTypeText(schema));
      }),
      { numRuns: 10_000 },
    );
  });

  it('keeps the order of the fields', () => {
    expect(typeText(fields({ z: text, a: text }))).toBe('{\nz?: string,\na?: string,\n}');
  });
});

describe('the tools section', () => {
  const descriptions = ['', 'one', 'one\ntwo', 'one\r\ntwo\r\n', '\n', 'one\n\ntwo\n\n', 'a\rb'];

  it.each(descriptions)("prefixes every line of a tool's description as OpenAI's library does: %j", (description) => {
    const tools = [
      { name: 'first', description, parameters: fields({ a: text }) },
      { name: 'second', description, parameters: null },
    ];
    expect(toolsSection(tools)).toBe(oracleToolsText(tools));
  });
});

function schemaOfDepth(depth: number): fc.Arbitrary<JsonObject> {
  const inner = depth === 0 ? fc.constantFrom<Json>(true, {}) : schemaOfDepth(depth - 1);
  const anyFieldName = fc.constantFrom('a', 'b', 'c');
  return fc.record(
    {
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('object', 'string', 'integer', 'number', 'boolean', 'array', 'null') },
        { weight: 1, arbitrary: fc.array(fc.constantFrom('string', 'integer', 'null')) },
      ),
      title: anyText,
      description: anyText,
      nullable: fc.boolean(),
      enum: fc.array(anyText, { maxLength: 2 }),
      default: fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null)),
      examples: fc.array(fc.oneof(anyText, fc.integer()), { maxLength: 2 }),
      required: fc.array(anyFieldName, { maxLength: 2 }),
      properties: fc.dictionary(anyFieldName, inner, { maxKeys: 3, noNullPrototype: true }),
      items: inner,
      oneOf: fc.array(inner, { maxLength: 2 }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
}

function oracleTypeText(parameters: Json): string {
  const section = oracleToolsText([{ name: 'f', description: '', parameters }]);
  const [before, after] = [
    '# Tools\n\n## functions\n\nnamespace functions {\n\ntype f = (_: ',
    ') => any;\n\n} // namespace functions',
  ];
  expect(section.startsWith(before) && section.endsWith(after)).toBe(true);
  return section.slice(before.length, section.length - after.length);
}

function oracleToolsText(tools: { name: string; description: string; parameters: Json }[]): string {
  const functions = { name: 'functions', description: null, tools };
  const content = [{ type: 'developer_content' as const, instructions: null, tools: { functions } }];
  const ids = oracle.encoding.render({ role: 'developer', content }, { conversation_has_function_tools: true });
  return oracle.encoding.decodeUtf8(ids.slice(3, -1));
}
