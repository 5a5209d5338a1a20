import type { CodePoints } from './code-points.js';
import type { Effort } from './effort.js';
import { printedRule } from './print-grammar.js';
import { productiveRules } from './productive-rules.js';
import { SchemaRefusal } from './schema-refusal.js';

export type GrammarSymbol =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'one-of'; readonly set: CodePoints }
  | RuleReference;

/** What rule `name` generates, from `minimum` to `maximum` times in a row. */
export interface RuleReference {
  readonly type: 'rule';
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
}

export type GrammarSequence = readonly GrammarSymbol[];

/** llama.cpp copies what is repeated, and takes 2,000 and more repetitions for a mistake or for no limit at all. */
const LONGEST_REPETITION = 1000;
const LARGEST_TEXT_CHARS = 1_000_000;
const MOST_REPETITIONS = 500_000;

/** The rules of a grammar while they are written. `root` is where it starts. */
export class Grammar {
  private readonly rules = new Map<string, readonly GrammarSequence[]>();
  private readonly shared = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private chars = 0;
  private repetitions = 0;

  constructor(private readonly effort: Effort) {}

  /** A name that no other rule has. */
  newName(prefix: string): string {
    const count = (this.counts.get(prefix) ?? 0) + 1;
    this.counts.set(prefix, count);
    return `${prefix}${count}`;
  }

  /** Throws `SchemaRefusal` when the grammar becomes larger than llama.cpp should be asked to read. */
  define(name: string, sequences: readonly GrammarSequence[]): void {
    this.rules.set(name, sequences);
    const { length } = printedRule(name, sequences);
    this.effort.spend(length, 'schema');
    this.chars += length;
    if (this.chars > LARGEST_TEXT_CHARS) {
      throw new SchemaRefusal('schema', '', `needs a grammar of more than ${LARGEST_TEXT_CHARS} characters`);
    }
  }

  /** The rule known under `key`, defined by `make` the first time it is asked for; `make` may ask for it again. */
  sharedRule(key: string, prefix: string, make: () => readonly GrammarSequence[]): RuleReference {
    const known = this.shared.get(key);
    if (known !== undefined) return rule(known);
    const name = this.newName(prefix);
    this.shared.set(key, name);
    this.define(name, make());
    return rule(name);
  }

  /** What `reference` generates, from `minimum` to `maximum` times; any safe integer or Infinity will do. */
  repeated(reference: RuleReference, minimum: number, maximum: number): GrammarSequence {
    const rest = maximum === Infinity ? [this.times(reference, 0, Infinity)] : this.upTo(reference, maximum - minimum);
    return [...this.exactly(reference, minimum), ...rest];
  }

  /** The grammar as GBNF, without the rules and alternatives that can generate nothing. `null` if nothing is left. */
  print(): string | null {
    const rules = productiveRules(this.rules);
    if (!rules.has('root')) return null;
    return [...rules].map(([name, sequences]) => printedRule(name, sequences)).join('');
  }

  private exactly(reference: RuleReference, count: number): GrammarSequence {
    if (count === 0) return [];
    if (count <= LONGEST_REPETITION) return [this.times(reference, count, count)];
    const chunk = this.chunk(reference, count);
    const rest = count % chunk.size;
    return [...this.exactly(chunk.reference, Math.floor(count / chunk.size)), ...this.exactly(reference, rest)];
  }

  /** Up to `count` times. Long ones go by chunks: either a whole chunk and more, or less than one and no more. */
  private upTo(reference: RuleReference, count: number): GrammarSequence {
    if (count === 0) return [];
    if (count < LONGEST_REPETITION) return [this.times(reference, 0, count)];
    const chunk = this.chunk(reference, count);
    const less = this.sharedRule(`less ${reference.name} ${chunk.size}`, 'n', () => [
      this.upTo(reference, chunk.size - 1),
    ]);
    let rest: GrammarSequence = this.upTo(reference, count % chunk.size);
    for (let chunks = Math.floor(count / chunk.size); chunks > 0; chunks--) {
      const more = rest;
      const key = `up-to ${reference.name} ${chunks * chunk.size + (count % chunk.size)}`;
      rest = [this.sharedRule(key, 'n', () => [[chunk.reference, ...more], [less]])];
    }
    return rest;
  }

  /** A rule for the largest power of LONGEST_REPETITION that fits into `count`. */
  private chunk(reference: RuleReference, count: number): { size: number; reference: RuleReference } {
    let size = LONGEST_REPETITION;
    while (size * LONGEST_REPETITION <= count) size *= LONGEST_REPETITION;
    const key = `exactly ${reference.name} ${size}`;
    return { size, reference: this.sharedRule(key, 'n', () => [this.chunkOf(reference, size)]) };
  }

  private chunkOf(reference: RuleReference, size: number): GrammarSequence {
    const part = size === LONGEST_REPETITION ? reference : this.chunk(reference, size / LONGEST_REPETITION).reference;
    return [this.times(part, LONGEST_REPETITION, LONGEST_REPETITION)];
  }

  private times(reference: RuleReference, minimum: number, maximum: number): RuleReference {
    this.repetitions += Number.isFinite(maximum) ? maximum : minimum;
    if (this.repetitions > MOST_REPETITIONS) {
      throw new SchemaRefusal('schema', '', `counts further than ${MOST_REPETITIONS} in all its limits together`);
    }
    return { ...reference, minimum, maximum };
  }
}

export function rule(name: string): RuleReference {
  return { type: 'rule', name, minimum: 1, maximum: 1 };
}

export function text(content: string): GrammarSymbol {
  return { type: 'text', text: content };
}
