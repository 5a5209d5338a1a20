import type { Vocabulary } from '../vocabulary/vocabulary.js';
import type { BodyKind } from './header-graph.js';

/**
 * Which control tokens a message's text may be followed by; all others are banned while it is written. An answer ends by
 * `<|return|>` alone and a call by `<|call|>` alone, as the model was trained to end them: `<|end|>` belongs to their
 * copies in a history, and spelled out it would be a valid part of a JSON string to a grammar.
 */
export class MessageEndings {
  readonly #banned: Record<BodyKind, readonly number[]>;
  /** The same while more thinking has to come: a thought goes on, and what is announced is not the end. */
  readonly #bannedBeforeThinking: Record<BodyKind, readonly number[]>;

  constructor({ control, controlIds }: Vocabulary) {
    const allBut = (...allowed: number[]): number[] => controlIds.filter((id) => !allowed.includes(id));
    this.#banned = {
      analysis: allBut(control.end),
      preamble: allBut(control.end, control.return),
      final: allBut(control.return),
      'tool-call': allBut(control.call),
    };
    this.#bannedBeforeThinking = { ...this.#banned, analysis: allBut(), preamble: allBut(control.end) };
  }

  /** The control tokens that must not come next in a body of this kind. The same list at every call. */
  bannedIn(body: BodyKind, mustThink: boolean): readonly number[] {
    return mustThink ? this.#bannedBeforeThinking[body] : this.#banned[body];
  }
}
