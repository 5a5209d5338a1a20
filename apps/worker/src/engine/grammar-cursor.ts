import { LRUCache } from 'lru-cache';
import type { GrammarRule } from '#harmony';
import { ServingError } from '#protocol';
import type { LlamaBinding, NativeGrammar, NativeGrammarState } from './llama-binding.js';

const KEPT_GRAMMARS = 64;

/** Grammars that llama.cpp has read, the most recently used ones. Shared by all slots. */
export class GrammarShelf {
  private readonly grammars: LRUCache<string, NativeGrammar>;

  constructor(binding: Pick<LlamaBinding, 'parseGrammar'>) {
    this.grammars = new LRUCache({ max: KEPT_GRAMMARS, memoMethod: (gbnf) => binding.parseGrammar(gbnf) });
  }

  /** Throws when llama.cpp cannot read the grammar. */
  take(gbnf: string): NativeGrammar {
    return this.grammars.memo(gbnf);
  }
}

/**
 * Keeps llama.cpp's state of a grammar in step with the text it binds. The state is only a cache of a fold over that
 * text's tokens: after a hand-over, or when another text begins, it is made again from them.
 */
export class GrammarCursor {
  private gbnf = '';
  private state: NativeGrammarState | null = null;
  private accepted = 0;

  constructor(
    private readonly binding: Pick<LlamaBinding, 'beginGrammar' | 'acceptToken'>,
    private readonly shelf: GrammarShelf,
  ) {}

  /**
   * The state behind the text of `rule`. Throws a `ServingError` that says so when the text does not fit the grammar: a
   * person may have written it.
   */
  stateFor({ grammar, written }: GrammarRule): NativeGrammarState {
    if (this.state === null || this.gbnf !== grammar || this.accepted > written.length || written.length === 0) {
      this.gbnf = grammar;
      this.state = this.binding.beginGrammar(this.shelf.take(grammar));
      this.accepted = 0;
    }
    this.accept(this.state, written.slice(this.accepted));
    this.accepted = written.length;
    return this.state;
  }

  /** A token was drawn under the state, which llama.cpp has told it already. */
  drew(): void {
    this.accepted += 1;
  }

  forget(): void {
    this.state = null;
  }

  private accept(state: NativeGrammarState, tokenIds: readonly number[]): void {
    try {
      for (const tokenId of tokenIds) this.binding.acceptToken(state, tokenId);
    } catch (cause) {
      this.forget();
      throw new ServingError('generation_failed', 'The text does not fit the grammar that binds it.', { cause });
    }
  }
}
