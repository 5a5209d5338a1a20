import { LRUCache } from 'lru-cache';
import { Effort, SchemaRefusal, compileSchema } from '#harmony';
import type { BindingSchema } from '#protocol';

/**
 * What became of a schema: a grammar in GBNF, or why there is none. A refusal that is not lasting came of what else was
 * compiled with it. Plain data, since it comes from a thread.
 */
export type CompiledSchema =
  { type: 'grammar'; gbnf: string } | { type: 'refused'; reason: string; isLasting: boolean };

export type SchemaToCompile = Pick<BindingSchema, 'schema' | 'isStrict'>;

/**
 * The schemas of one request in their order, with one bound of about a second for the work of all of them. Ends with the
 * first strict one that is refused, since then the request is. Not for the thread that serves requests.
 */
export function compileSchemas(schemas: readonly SchemaToCompile[]): CompiledSchema[] {
  const effort = new Effort();
  const compiled: CompiledSchema[] = [];
  for (const { schema, isStrict } of schemas) {
    try {
      compiled.push({ type: 'grammar', gbnf: compileSchema(schema, effort) });
    } catch (error) {
      if (!(error instanceof SchemaRefusal)) throw error;
      compiled.push({ type: 'refused', reason: error.message, isLasting: compiled.length === 0 || !effort.isSpent });
      if (isStrict) break;
    }
  }
  return compiled;
}

const KEPT_CHARACTERS = 64 * 2 ** 20;

/** Schemas that were compiled lately, by their JSON text: the same tools come with every request of an agent. */
export class CompiledSchemas {
  private readonly known = new LRUCache<string, CompiledSchema>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (compiled, text) => 1 + text.length + (compiled.type === 'grammar' ? compiled.gbnf.length : 0),
  });

  get(text: string): CompiledSchema | undefined {
    return this.known.get(text);
  }

  /** Keeps what will be the same in other company. */
  set(text: string, compiled: CompiledSchema): void {
    if (compiled.type === 'grammar' || compiled.isLasting) this.known.set(text, compiled);
  }
}
