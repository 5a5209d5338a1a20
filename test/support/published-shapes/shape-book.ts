import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Schema = Record<string, unknown>;
interface Place {
  schema: Schema;
  /** JSON pointer from the root of the document. */
  pointer: string;
}

/** The schemas of an OpenAPI document, to hold values against. */
export class ShapeBook {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly checks = new Map<string, ValidateFunction>();
  private readonly document: Schema;

  constructor(document: unknown) {
    this.document = withoutExclusiveness(document) as Schema;
    // The default export of a CommonJS module.
    addFormats.default(this.ajv);
    this.ajv.addFormat('unixtime', { type: 'number', validate: (seconds: number) => seconds >= 0 });
    this.ajv.addSchema(this.document, 'book');
  }

  /** What is wrong with a value, in words; nothing if it has the shape. */
  faults(shape: string, value: unknown): string[] {
    const check = this.checkAt(pointerOf(shape));
    if (check(value)) return [];
    const meant = this.meant(this.at(pointerOf(shape)), value) ?? check;
    meant(value);
    return (meant.errors ?? []).map(
      ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** Of alternatives the one with the `type` that a value has: what is wrong by the others is of no interest. */
  private meant(place: Place, value: unknown): ValidateFunction | null {
    const { type } = isObject(value) ? value : {};
    const { $ref } = place.schema;
    if (typeof $ref === 'string') return this.meant(this.at($ref.slice(1)), value);
    for (const branch of this.list(place, 'anyOf')) {
      const found = this.meant(branch, value);
      if (found) return found;
    }
    const [own] = this.below(place, 'properties', 'type');
    const words = own?.schema.enum ?? [own?.schema.const];
    return type !== undefined && Array.isArray(words) && words.includes(type) ? this.checkAt(place.pointer) : null;
  }

  /** Paths of what a valid value has and its shape does not name, such as `choices[].delta.reasoning`. */
  extensions(shape: string, value: unknown): string[] {
    return [...new Set(this.unnamed([this.at(pointerOf(shape))], value, ''))];
  }

  private unnamed(places: readonly Place[], value: unknown, path: string): string[] {
    const branches = places.flatMap((place) => this.branchesOf(place, value));
    if (Array.isArray(value)) {
      const items = branches.flatMap((branch) => this.below(branch, 'items'));
      return value.flatMap((one: unknown) => this.unnamed(items, one, `${path}[]`));
    }
    if (typeof value !== 'object' || value === null || branches.some(isOpen)) return [];
    return Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
      const field = path === '' ? key : `${path}.${key}`;
      const named = branches.flatMap((branch) => this.below(branch, 'properties', key));
      return named.length === 0 ? [field] : this.unnamed(named, one, field);
    });
  }

  /** The parts of a schema that a value may be by: references followed, of alternatives those that fit. */
  private branchesOf(place: Place, value: unknown): Place[] {
    const { $ref } = place.schema;
    const parts = (['anyOf', 'allOf'] as const).flatMap((union) =>
      this.list(place, union).filter((branch) => union === 'allOf' || this.checkAt(branch.pointer)(value)),
    );
    const referred = typeof $ref === 'string' ? [this.at($ref.slice(1))] : [];
    return [place, ...[...referred, ...parts].flatMap((part) => this.branchesOf(part, value))];
  }

  private list({ schema, pointer }: Place, keyword: string): Place[] {
    const listed = schema[keyword];
    return Array.isArray(listed) ? listed.map((_, index) => this.at(`${pointer}/${keyword}/${index}`)) : [];
  }

  private below({ pointer }: Place, ...keys: string[]): Place[] {
    const place = this.at([pointer, ...keys.map(escaped)].join('/'));
    return isObject(place.schema) ? [place] : [];
  }

  private at(pointer: string): Place {
    let schema: unknown = this.document;
    for (const key of pointer.split('/').slice(1).map(unescaped)) {
      const parent: Schema = isObject(schema) ? schema : {};
      schema = Object.hasOwn(parent, key) ? parent[key] : undefined;
    }
    return { schema: schema as Schema, pointer };
  }

  private checkAt(pointer: string): ValidateFunction {
    const check = this.checks.get(pointer) ?? this.ajv.compile({ $ref: `book#${pointer}` });
    this.checks.set(pointer, check);
    return check;
  }
}

/** Whether an object may have any fields, because none is named: by this schema itself, and it refers to no other. */
function isOpen({ schema }: Place): boolean {
  return !['properties', '$ref', 'anyOf', 'allOf'].some((keyword) => keyword in schema);
}

/** Where OpenAI writes `oneOf`, several often fit: what is meant is that one does. */
function withoutExclusiveness(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExclusiveness);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key === 'oneOf' ? 'anyOf' : key, withoutExclusiveness(one)]),
  );
}

function pointerOf(shape: string): string {
  return `/components/schemas/${escaped(shape)}`;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
