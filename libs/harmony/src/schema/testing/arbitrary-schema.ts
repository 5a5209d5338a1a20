import type { JsonObject } from '#protocol';
import fc from 'fast-check';

const NAMES = ['a', 'b', 'ab', 'with "quotes"', 'é\n', '\u{1f600}', '', '__proto_'];
const PATTERNS = [
  '^a',
  'b$',
  '^[a-c]*$',
  '[^x]',
  '^(ab|cd)+$',
  '"',
  '\\\\',
  '^.{2,4}$',
  '\\d',
  '\\s',
  '^\\S+$',
  '\\u{1f600}',
  '^$',
];
const FORMATS = [
  'date',
  'time',
  'date-time',
  'uuid',
  'ipv4',
  'ipv6',
  'email',
  'hostname',
  'uri',
  'duration',
  'x-unknown',
];
const TYPES = ['null', 'boolean', 'number', 'integer', 'string', 'array', 'object'];

const name = fc.constantFrom(...NAMES);
const count = fc.integer({ min: 0, max: 4 });
const bound = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(0.1, 2.5, 1e-7, 1e300),
);
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(name, scalar, { maxKeys: 3, noNullPrototype: true }),
);

function optional(
  keywords: Record<string, fc.Arbitrary<unknown>>,
  requiredKeys: string[] = [],
): fc.Arbitrary<JsonObject> {
  return fc.record(keywords, { requiredKeys, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
}

/** Schemas that are well-formed and mostly can be compiled; they refer to `#/$defs/x` and to themselves. */
export const arbitrarySchema: fc.Arbitrary<JsonObject> = fc
  .letrec<{ schema: JsonObject; inner: JsonObject | boolean }>((tie) => ({
    inner: fc.oneof(
      { maxDepth: 3 },
      { weight: 1, arbitrary: fc.constantFrom(true, { type: 'string' }, { const: 1 }, {}) },
      { weight: 3, arbitrary: tie('schema') },
    ),
    schema: fc.oneof(
      { maxDepth: 3 },
      optional({ type: fc.constantFrom(...TYPES) }),
      optional({ type: fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1 }), nullable: fc.constant(true) }, [
        'type',
      ]),
      optional({ enum: fc.array(value, { minLength: 1, maxLength: 4 }) }),
      optional({ const: value, type: fc.constantFrom(...TYPES) }),
      optional({
        type: fc.constant('string'),
        minLength: count,
        maxLength: count,
        pattern: fc.constantFrom(...PATTERNS),
      }),
      optional({ type: fc.constant('string'), format: fc.constantFrom(...FORMATS) }),
      optional({
        type: fc.constantFrom('number', 'integer'),
        minimum: bound,
        exclusiveMaximum: bound,
        multipleOf: fc.constantFrom(1, 3, 7, 0.5, 0.01),
      }),
      optional({ type: fc.constantFrom('number', 'integer'), exclusiveMinimum: bound, maximum: bound }),
      optional({
        type: fc.constant('array'),
        items: tie('inner'),
        prefixItems: fc.array(tie('inner'), { minLength: 1, maxLength: 3 }),
        minItems: count,
        maxItems: count,
      }),
      optional({
        type: fc.constant('object'),
        properties: fc.dictionary(name, tie('inner'), { maxKeys: 4, noNullPrototype: true }),
        required: fc.uniqueArray(name, { maxLength: 3 }),
        additionalProperties: tie('inner'),
        minProperties: count,
        maxProperties: count,
      }),
      optional({
        properties: fc.dictionary(name, tie('inner'), { maxKeys: 2, noNullPrototype: true }),
        patternProperties: fc.dictionary(fc.constantFrom(...PATTERNS), tie('inner'), {
          maxKeys: 2,
          noNullPrototype: true,
        }),
        additionalProperties: tie('inner'),
        propertyNames: fc.oneof(fc.record({ pattern: fc.constantFrom(...PATTERNS) }), fc.record({ maxLength: count })),
        dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
          maxKeys: 1,
          noNullPrototype: true,
        }),
        dependentSchemas: fc.dictionary(name, tie('inner'), { maxKeys: 1, noNullPrototype: true }),
      }),
      optional({ anyOf: fc.array(tie('inner'), { minLength: 1, maxLength: 3 }), type: fc.constantFrom(...TYPES) }),
      optional({ oneOf: fc.array(tie('inner'), { minLength: 1, maxLength: 2 }), type: fc.constantFrom(...TYPES) }),
      optional({
        allOf: fc.array(tie('inner'), { minLength: 1, maxLength: 2 }),
        properties: fc.dictionary(name, tie('inner'), { maxKeys: 2, noNullPrototype: true }),
      }),
      optional({ $ref: fc.constantFrom('#/$defs/x', '#'), maxProperties: count }),
    ),
  }))
  .schema.chain((schema) => fc.constant(schema));

/** A whole document, with something under `$defs`. */
export const arbitraryDocument: fc.Arbitrary<JsonObject> = fc
  .tuple(arbitrarySchema, arbitrarySchema)
  .map(([schema, definition]) => ({ ...schema, $defs: { x: definition } }));
