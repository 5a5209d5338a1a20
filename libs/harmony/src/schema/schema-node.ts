import type { Json, JsonObject } from '#protocol';
import { SchemaRefusal } from './schema-refusal.js';

/** A schema at its place in the document. `false`, which nothing satisfies, has no keywords and is `isNever`. */
export interface SchemaNode {
  readonly id: number;
  readonly keywords: JsonObject;
  readonly isNever: boolean;
  readonly parent: SchemaNode | null;
  /** The way from the parent, like `.properties.a` or `.anyOf[1]`. */
  readonly segment: string;
  /** What relative references in it are relative to. */
  readonly base: string;
}

/** Like `properties.a.anyOf[1]`. */
export function pointerOf(node: SchemaNode): string {
  const segments: string[] = [];
  for (let place: SchemaNode | null = node; place; place = place.parent) segments.push(place.segment);
  return segments.reverse().join('').replace(/^\./, '');
}

export function refuse(node: SchemaNode, keyword: string, reason: string): never {
  throw new SchemaRefusal(keyword, pointerOf(node), reason);
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a keyword, `undefined` if absent; never something inherited from JavaScript's own objects. */
export function keywordOf(node: SchemaNode, keyword: string): Json | undefined {
  return Object.hasOwn(node.keywords, keyword) ? node.keywords[keyword] : undefined;
}

/** A keyword that counts something. */
export function countOf(node: SchemaNode, keyword: string): number | undefined {
  const value = numberOf(node, keyword);
  if (value === undefined) return undefined;
  if (!Number.isInteger(value) || value < 0) refuse(node, keyword, 'is not a non-negative integer');
  if (value > Number.MAX_SAFE_INTEGER) refuse(node, keyword, 'is beyond 2^53');
  return value;
}

export function numberOf(node: SchemaNode, keyword: string): number | undefined {
  const value = keywordOf(node, keyword);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(node, keyword, 'is not a number');
  return value;
}

export function stringOf(node: SchemaNode, keyword: string): string | undefined {
  const value = keywordOf(node, keyword);
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : refuse(node, keyword, 'is not a string');
}

export function listOf(node: SchemaNode, keyword: string): readonly Json[] | undefined {
  const value = keywordOf(node, keyword);
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : refuse(node, keyword, 'is not a list');
}

export function namesIn(node: SchemaNode, keyword: string, list: Json | undefined): string[] {
  if (!Array.isArray(list)) refuse(node, keyword, 'is not a list of names');
  return list.map((name) => (typeof name === 'string' ? name : refuse(node, keyword, 'is not a list of names')));
}

export function entriesOf(node: SchemaNode, keyword: string): [string, Json][] {
  const value = keywordOf(node, keyword);
  if (value === undefined) return [];
  return isJsonObject(value) ? Object.entries(value) : refuse(node, keyword, 'is not an object');
}
