import type { Json, JsonObject } from '#protocol';

/**
 * A JSON schema as the TypeScript-like text the model was trained on. `indent` stands in front of every line but the
 * first. What the format has no words for (anyOf, allOf, $ref, const, enum without a type) becomes `any`: the schema
 * is a hint to the model, the grammar is what binds it.
 * Promise: equal to `json_schema_to_typescript` of openai/harmony `src/encoding.rs`, byte for byte, odd places included.
 */
export function typeText(schema: Json | undefined, indent = ''): string {
  if (!isJsonObject(schema)) return 'any';
  if (Array.isArray(schema.oneOf)) return unionText(schema.oneOf, indent);
  if (Array.isArray(schema.type)) return typeListText(schema.type);
  switch (schema.type) {
    case 'object':
      return objectText(schema, indent);
    case 'string':
      return literalsText(schema.enum) || 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return 'items' in schema ? `${typeText(schema.items, indent)}[]` : 'Array<any>';
    default:
      return 'any';
  }
}

function typeListText(types: readonly Json[]): string {
  const names = types.filter((type) => typeof type === 'string');
  return names.map((name) => (name === 'integer' ? 'number' : name)).join(' | ') || 'any';
}

function literalsText(values: Json | undefined): string {
  if (!Array.isArray(values)) return '';
  return values
    .filter((value) => typeof value === 'string')
    .map((value) => `"${value}"`)
    .join(' | ');
}

function unionText(variants: readonly Json[], indent: string): string {
  return variants
    .map((variant) => {
      const comments = [descriptionOf(variant), defaultText(variant, JSON.stringify)];
      return `\n${indent} | ${nullableTypeText(variant, `${indent}   `)}${trailingComment(comments)}`;
    })
    .join('');
}

function objectText(schema: JsonObject, indent: string): string {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const fields = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const body = fields.map(([name, field]) => fieldText(required.has(name) ? name : `${name}?`, field, indent));
  return `${commentLine(descriptionOf(schema), indent)}{\n${body.join('')}${indent}}`;
}

function fieldText(name: string, field: Json, indent: string): string {
  const variants = isJsonObject(field) ? field.oneOf : undefined;
  if (Array.isArray(variants)) return choiceFieldText(name, field, variants, indent);
  const hasOneOf = variants !== undefined; // Not a list, so not a schema; upstream leaves the comments out and so do we.
  const comments = [
    titleLines(field, indent),
    hasOneOf ? '' : commentLine(descriptionOf(field), indent),
    exampleLines(field, indent),
  ].join('');
  const trailing = hasOneOf ? '' : trailingComment([defaultText(field, String)]);
  return `${comments}${indent}${name}: ${nullableTypeText(field, `${indent}    `)},${trailing}\n`;
}

/** A field with `oneOf` stands on several lines, one for each variant; the description it shares is said once. */
function choiceFieldText(name: string, field: Json, variants: readonly Json[], indent: string): string {
  const shared = descriptionOf(field);
  const sharedIsAbove = shared !== null && shared !== descriptionOf(variants[0]);
  const lines = variants.map((variant, index) => {
    const own = descriptionOf(variant);
    const isRepeated = own === shared || (index === 0 && sharedIsAbove);
    const comments = [isRepeated ? null : own, defaultText(variant, String)];
    return `${indent} | ${nullableTypeText(variant, `${indent}   `)}${trailingComment(comments)}\n`;
  });
  return [
    titleLines(field, indent),
    exampleLines(field, indent),
    sharedIsAbove ? commentLine(shared, indent) : '',
    commentLine(defaultText(field, String), indent),
    `${indent}${name}:\n`,
    ...lines,
    `${indent},\n`,
  ].join('');
}

function nullableTypeText(schema: Json, indent: string): string {
  const text = typeText(schema, indent);
  const lacksNull = isJsonObject(schema) && schema.nullable === true && !text.includes('null');
  return lacksNull ? `${text} | null` : text;
}

function titleLines(field: Json, indent: string): string {
  const title = isJsonObject(field) ? field.title : null;
  return typeof title === 'string' ? `${indent}// ${title}\n${indent}//\n` : '';
}

function exampleLines(field: Json, indent: string): string {
  const examples = isJsonObject(field) ? field.examples : null;
  if (!Array.isArray(examples) || examples.length === 0) return '';
  const texts = examples.filter((example) => typeof example === 'string');
  return [`${indent}// Examples:\n`, ...texts.map((text) => `${indent}// - "${text}"\n`)].join('');
}

/** `default: X`; a string is quoted unless it is one of an enum, where upstream is of two minds: hence `enumText`. */
function defaultText(schema: Json, enumText: (value: string) => string): string | null {
  if (!isJsonObject(schema) || schema.default === undefined) return null;
  const value = schema.default;
  if (typeof value !== 'string') return `default: ${JSON.stringify(value)}`;
  const isEnum = Array.isArray(schema.enum) && schema.enum.length > 0;
  return `default: ${isEnum ? enumText(value) : `"${value}"`}`;
}

function descriptionOf(schema: Json | undefined): string | null {
  return isJsonObject(schema) && typeof schema.description === 'string' ? schema.description : null;
}

function commentLine(text: string | null, indent: string): string {
  return text === null ? '' : `${indent}// ${text}\n`;
}

function trailingComment(parts: readonly (string | null)[]): string {
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? '' : ` // ${said.join(' ')}`;
}

function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
