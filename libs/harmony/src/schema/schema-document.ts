import type { Json, JsonObject } from '#protocol';
import type { Effort } from './effort.js';
import { isJsonObject, keywordOf, refuse, type SchemaNode } from './schema-node.js';
import { SchemaRefusal } from './schema-refusal.js';

/** Where a schema holds others: by itself, in a list, or under names. */
const HOLDS_ONE = [
  'additionalItems',
  'additionalProperties',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
];
const HOLDS_LIST = ['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems'];
const HOLDS_NAMED = ['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties'];

const DEEPEST_JSON = 2500;
/** Stands for the place a schema came from, if it does not say so itself. */
const NOWHERE = 'schema://root/';

/** A schema with everything in it, and what its references lead to. */
export class SchemaDocument {
  readonly root: SchemaNode;
  private readonly nodes = new Map<JsonObject, SchemaNode>();
  /** By absolute address without a fragment: the schema there. By address with an anchor: the schema named so. */
  private readonly addressed = new Map<string, SchemaNode>();
  private count = 0;

  /** Throws `SchemaRefusal` for a document that is nested too deep, or has numbers beyond a double's. */
  constructor(
    schema: JsonObject,
    private readonly effort: Effort,
  ) {
    refuseUnreadable(schema, effort);
    this.root = this.add(schema, null, '', NOWHERE);
    this.addressed.set(withoutFragment(NOWHERE), this.root);
    const waiting = [this.root];
    for (let node = waiting.pop(); node; node = waiting.pop()) waiting.push(...this.childrenOf(node));
  }

  /** The schema `value` that `parent` holds at `segment`; `null` for `true`, which asks for nothing. */
  nodeAt(parent: SchemaNode, keyword: string, segment: string, value: Json | undefined): SchemaNode | null {
    if (value === true) return null;
    if (value === false) {
      return { id: this.count++, keywords: {}, isNever: true, parent, segment, base: parent.base };
    }
    if (!isJsonObject(value)) refuse(parent, keyword, 'is not a schema');
    return this.nodes.get(value) ?? this.add(value, parent, segment, parent.base);
  }

  /** What a `$ref` of `node` leads to; `null` for `true`. Throws `SchemaRefusal` if that is not in this document. */
  referenced(node: SchemaNode, reference: string): SchemaNode | null {
    if (this.isIdAmbiguous(node)) refuse(node, '$ref', "beside '$id' means something else in every draft");
    const address = this.resolved(reference, node.base);
    if (address === null) refuse(node, '$ref', `is not an address: ${reference.slice(0, 100)}`);
    const fragment = address.split('#')[1] ?? '';
    const anchored = this.addressed.get(fragment === '' ? withoutFragment(address) : address);
    if (anchored) return anchored;
    const resource = this.addressed.get(withoutFragment(address));
    if (!resource || !fragment.startsWith('/')) {
      refuse(node, '$ref', `leads to nothing in this schema: ${reference.slice(0, 100)}`);
    }
    return this.pointedAt(node, resource, fragment);
  }

  /** Up to draft 7 an `$id` beside `$ref` was ignored; since then it changes what the reference is relative to. */
  private isIdAmbiguous(node: SchemaNode): boolean {
    const draft = keywordOf(this.root, '$schema');
    const isNew = typeof draft === 'string' && /2019-09|2020-12/.test(draft);
    return node !== this.root && !isNew && keywordOf(node, '$id') !== undefined;
  }

  private pointedAt(node: SchemaNode, resource: SchemaNode, fragment: string): SchemaNode | null {
    let value: Json | undefined = resource.keywords;
    let holder = resource;
    for (const token of fragment.slice(1).split('/')) {
      value = stepInto(value, decodedToken(token));
      if (value === undefined) refuse(node, '$ref', `leads to nothing in this schema: ${fragment.slice(0, 100)}`);
      if (isJsonObject(value)) holder = this.nodes.get(value) ?? holder;
    }
    return this.nodeAt(holder, '$ref', `.${decodedToken(fragment.slice(1)).replaceAll('/', '.')}`, value);
  }

  private add(keywords: JsonObject, parent: SchemaNode | null, segment: string, outerBase: string): SchemaNode {
    this.effort.spend(10, 'schema');
    const id = Object.hasOwn(keywords, '$id') ? keywords.$id : undefined;
    const ownBase = typeof id === 'string' ? this.resolved(id, outerBase) : null;
    const base = ownBase ?? outerBase;
    const node = { id: this.count++, keywords, isNever: false, parent, segment, base };
    this.nodes.set(keywords, node);
    if (ownBase !== null) this.addressed.set(ownBase.endsWith('#') ? ownBase.slice(0, -1) : ownBase, node);
    for (const anchor of [keywordOf(node, '$anchor'), keywordOf(node, '$dynamicAnchor')]) {
      if (typeof anchor === 'string') this.addressed.set(`${withoutFragment(base)}#${anchor}`, node);
    }
    return node;
  }

  private resolved(reference: string, base: string): string | null {
    this.effort.spend(10 + (reference.length + base.length) / 10, '$ref');
    return URL.canParse(reference, base) ? new URL(reference, base).href : null;
  }

  private childrenOf(parent: SchemaNode): SchemaNode[] {
    const children: SchemaNode[] = [];
    const visit = (value: Json | undefined, segment: string): void => {
      if (isJsonObject(value) && !this.nodes.has(value)) {
        children.push(this.add(value, parent, segment, parent.base));
      }
    };
    for (const keyword of HOLDS_ONE) visit(keywordOf(parent, keyword), `.${keyword}`);
    for (const keyword of HOLDS_LIST) {
      const list = keywordOf(parent, keyword);
      if (Array.isArray(list)) list.forEach((value, index) => visit(value, `.${keyword}[${index}]`));
    }
    for (const keyword of HOLDS_NAMED) {
      const named = keywordOf(parent, keyword);
      if (isJsonObject(named)) for (const name of Object.keys(named)) visit(named[name], `.${keyword}.${name}`);
    }
    return children;
  }
}

function withoutFragment(address: string): string {
  return address.split('#')[0] ?? '';
}

function decodedToken(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return token;
  }
}

function stepInto(value: Json | undefined, token: string): Json | undefined {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** Level by level, since a recursive walk is what deep nesting would break. */
function refuseUnreadable(schema: JsonObject, effort: Effort): void {
  let level: Json[] = [schema];
  for (let depth = 0; level.length > 0; depth++) {
    effort.spend(level.length / 5, 'schema');
    if (depth > DEEPEST_JSON) throw new SchemaRefusal('schema', '', `is nested deeper than ${DEEPEST_JSON} levels`);
    if (level.some((value) => typeof value === 'number' && !Number.isFinite(value))) {
      throw new SchemaRefusal('schema', '', 'holds a number that is too large for a double');
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}
