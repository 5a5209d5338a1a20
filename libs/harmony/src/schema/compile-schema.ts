import type { JsonObject } from '#protocol';
import { demandOf } from './alternative.js';
import { Effort } from './effort.js';
import { proveExclusions } from './exclusion.js';
import { GrammarWriter } from './grammar-writer.js';
import { SchemaDocument } from './schema-document.js';
import { SchemaReader } from './schema-reader.js';
import { SchemaRefusal } from './schema-refusal.js';

/**
 * A GBNF grammar whose rule `root` generates one JSON value that satisfies `schema` (JSON Schema 2020-12, and draft 7
 * where it says the same).
 *
 * Sound: whatever the grammar generates validates. A schema for which this cannot be promised, or that nothing
 * satisfies, throws `SchemaRefusal` with the keyword and its place. Formats that `formats.ts` does not list are
 * annotations, as the specification has it; so are `content...` and keywords that it does not know.
 *
 * Not complete. Of what validates, the grammar leaves out: named properties in another order than the schema's, or
 * behind those it does not name; white space before `,` and `:` and around the value, and more of it than one space
 * or one line end with 32 characters of indentation; numbers of more than 16 digits before or after the point, with
 * an exponent of more than two digits, or, where they are limited, with any exponent, beyond 2^53 or with more than
 * ten digits after the point; fractions like `1.0` for integers; in strings with a pattern or a format, and in names
 * beside named properties, escapes where none is needed; the rarer spellings of a format.
 *
 * Takes bounded time and memory whatever the schema; what would need more is refused too. Schemas that share an `effort`
 * share that bound.
 */
export function compileSchema(schema: JsonObject, effort: Effort = new Effort()): string {
  const document = new SchemaDocument(schema, effort);
  const reader = new SchemaReader(document, effort);
  const writer = new GrammarWriter(reader);
  writer.writeRoot(demandOf([document.root]));
  proveExclusions(reader);
  const grammar = writer.grammar.print();
  if (grammar !== null) return grammar;
  throw whyEmpty(document, reader, writer);
}

/** The likeliest reason: the schema itself, a text or number that has none left, a part of it, or endless nesting. */
function whyEmpty(document: SchemaDocument, reader: SchemaReader, writer: GrammarWriter): SchemaRefusal {
  const own = reader.emptiness.get(document.root);
  if (own) return own;
  if (writer.emptyKeyword) return new SchemaRefusal(writer.emptyKeyword, '', 'leaves nothing beside its neighbours');
  const [first] = reader.emptiness.values();
  return first ?? new SchemaRefusal('$ref', '', 'leads back to itself without end, no finite value satisfies it');
}
