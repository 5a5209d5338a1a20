import type { JsonObject } from '#protocol';
import type { AnswerHeader } from './headers.js';

export function toSchemaRef(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export function toHeaderRefs(names: readonly AnswerHeader[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
