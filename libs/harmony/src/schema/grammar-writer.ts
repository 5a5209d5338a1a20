import { alternativeKey, type Alternative, type Demand } from './alternative.js';
import { Grammar, rule, type GrammarSequence, type RuleReference } from './grammar.js';
import type { SchemaReader } from './schema-reader.js';
import { writeArray } from './write-array.js';
import { writeLiterals } from './write-literals.js';
import { writeNumber } from './write-number.js';
import { writeObject } from './write-object.js';
import { writeText } from './write-text.js';

/** Writes the rules for what schemas allow, each demand and each alternative once. */
export class GrammarWriter {
  readonly grammar: Grammar;
  /** The keyword of the first text or number that has no spelling: limits or patterns that leave nothing. */
  emptyKeyword: string | null = null;
  private readonly names = new Map<string, string>();
  /** Rules that are referred to and not written yet: a list instead of recursion, so that depth does not matter. */
  private readonly waiting: (() => void)[] = [];

  constructor(readonly reader: SchemaReader) {
    this.grammar = new Grammar(reader.effort);
  }

  /** Writes everything that `demand` leads to, as `root`. */
  writeRoot(demand: Demand): void {
    this.grammar.define('root', [[this.value(demand)]]);
    for (let write = this.waiting.pop(); write; write = this.waiting.pop()) write();
  }

  /** The rule for a value that satisfies `demand`. */
  value(demand: Demand): RuleReference {
    return this.later(`value ${demand.key}`, 'value', () =>
      this.reader.alternativesOf(demand).map((alternative) => [this.alternative(alternative)]),
    );
  }

  private alternative(alternative: Alternative): RuleReference {
    return this.later(alternativeKey(alternative), alternative.type, () => this.sequencesOf(alternative));
  }

  private sequencesOf(alternative: Alternative): readonly GrammarSequence[] {
    switch (alternative.type) {
      case 'literals':
        return writeLiterals(alternative, this);
      case 'text':
        return this.notEmpty('pattern', writeText(alternative, this));
      case 'number':
        return this.notEmpty('minimum', writeNumber(alternative, this));
      case 'array':
        return writeArray(alternative, this);
      case 'object':
        return writeObject(alternative, this);
    }
  }

  private notEmpty(keyword: string, sequences: readonly GrammarSequence[]): readonly GrammarSequence[] {
    if (sequences.length === 0) this.emptyKeyword ??= keyword;
    return sequences;
  }

  private later(key: string, prefix: string, sequences: () => readonly GrammarSequence[]): RuleReference {
    const known = this.names.get(key);
    if (known !== undefined) return rule(known);
    const name = this.grammar.newName(`${prefix}-`);
    this.names.set(key, name);
    this.waiting.push(() => this.grammar.define(name, sequences()));
    return rule(name);
  }
}
