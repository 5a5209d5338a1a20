import type { Vocabulary } from '../vocabulary/vocabulary.js';
import type { BodyKind } from './header-graph.js';

/**
 * Which control tokens a message's text may be followed by; all others are banned while it is written.
 * A free text may end by `<|end|>` where the model means to stop: what is missing is written behind it. Text that a
 * grammar binds may not, since `<|end|>` spelled out would be a valid part of a JSON string to the grammar.
 */
export class MessageEndings {
  readonly #vocabulary: Vocabulary;
  readonly #banned = new Map<string, readonly number[]>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** The control tokens that must not come next in a body of this kind. The same list at every call. */
  bannedIn(body: BodyKind, isBound: boolean): readonly number[] {
    const key = `${body} ${isBound}`;
    const known = this.#banned.get(key);
    if (known) return known;
    const allowed = this.#endings(body, isBound);
    const banned = this.#vocabulary.controlIds.filter((id) => !allowed.includes(id));
    this.#banned.set(key, banned);
    return banned;
  }

  #endings(body: BodyKind, isBound: boolean): number[] {
    const { end, return: stop, call } = this.#vocabulary.control;
    switch (body) {
      case 'analysis':
        return [end];
      case 'preamble':
        return [end, stop];
      case 'final':
        return isBound ? [stop] : [stop, end];
      case 'tool-call':
        return isBound ? [call] : [call, end];
    }
  }
}
