import { LRUCache } from 'lru-cache';
import { SchemaRefusal, compileSchema } from '#harmony';
import type { JsonObject } from '#protocol';

/** What became of a schema: a grammar in GBNF, or why there is none. Plain data, since it comes from a thread. */
export type CompiledSchema = { type: 'grammar'; gbnf: string } | { type: 'refused'; reason: string };

/** Never throws for a schema's sake. May take seconds for a hostile one: not for the thread that serves requests. */
export function compile(schema: JsonObject): CompiledSchema {
  try {
    return { type: 'grammar', gbnf: compileSchema(schema) };
  } catch (error) {
    if (!(error instanceof SchemaRefusal)) throw error;
    return { type: 'refused', reason: error.message };
  }
}

const KEPT_CHARACTERS = 64 * 2 ** 20;

/** Schemas that were compiled lately: the same tools come with every request of an agent. */
export class CompiledSchemas {
  private readonly known = new LRUCache<string, CompiledSchema>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (compiled, key) => 1 + key.length + (compiled.type === 'grammar' ? compiled.gbnf.length : 0),
  });

  get(schema: JsonObject): CompiledSchema | undefined {
    return this.known.get(JSON.stringify(schema));
  }

  set(schema: JsonObject, compiled: CompiledSchema): void {
    this.known.set(JSON.stringify(schema), compiled);
  }
}
