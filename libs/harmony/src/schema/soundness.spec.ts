import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#protocol';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { compileSchema } from './compile-schema.js';
import { SchemaRefusal } from './schema-refusal.js';
import { arbitraryDocument } from './testing/arbitrary-schema.js';
import { GbnfSampler } from './testing/gbnf-sampler.js';

const CASES = 10_000;
const SAMPLES_EACH = 3;
const PATIENCE_MS = 300_000;

const ajv = new Ajv2020({ strict: false, validateSchema: false, multipleOfPrecision: 9, logger: false });
formats.default(ajv);

describe('whatever a grammar generates', () => {
  it(
    `validates against its schema, for ${CASES} schemas`,
    () => {
      let compiledCount = 0;
      const numbers = fc.infiniteStream(fc.nat({ max: 0xfffffff }));
      const property = fc.property(arbitraryDocument, numbers, (schema, stream) => {
        const grammar = grammarOf(schema);
        if (grammar === null) return;
        compiledCount++;
        const sampler = new GbnfSampler(grammar, (below) => (stream.next().value ?? 0) % below);
        const texts = Array.from({ length: SAMPLES_EACH }, () => sampler.sample());
        expect(invalidOnes(schema, texts)).toEqual([]);
      });
      fc.assert(property, { numRuns: CASES });
      // A compiler that refuses everything would be sound too.
      expect(compiledCount).toBeGreaterThan(CASES / 2);
    },
    PATIENCE_MS,
  );
});

function grammarOf(schema: JsonObject): string | null {
  try {
    return compileSchema(schema);
  } catch (error) {
    if (error instanceof SchemaRefusal) return null;
    throw error;
  }
}

function invalidOnes(schema: JsonObject, texts: readonly string[]): string[] {
  const isValid = validatorOf(schema);
  if (isValid === null) return [];
  return texts.flatMap((text) => (isValid(JSON.parse(text)) ? [] : [`${text}: ${ajv.errorsText(isValid.errors)}`]));
}

/** `null` for a definition that is nothing but a reference to itself, behind which ajv looks without an end. */
function validatorOf(schema: JsonObject): ReturnType<typeof ajv.compile> | null {
  try {
    return ajv.compile(schema);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  } finally {
    ajv.removeSchema(schema);
  }
}
