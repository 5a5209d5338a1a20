import { demandOf, type ObjectAlternative } from './alternative.js';
import { furtherProperties } from './further-properties.js';
import { rule, text, type Grammar, type GrammarSequence, type RuleReference } from './grammar.js';
import type { GrammarWriter } from './grammar-writer.js';
import { freeString, space } from './json-rules.js';
import { matchesAny } from './matches.js';
import { propertyDemand } from './property-demand.js';
import { SchemaRefusal } from './schema-refusal.js';
import { asInString, writeMachine } from './write-machine.js';

const MOST_COUNTED_PLACES = 20_000;

/** A property that has a name of its own: how it is written, and whether it must be. */
interface NamedProperty {
  readonly content: GrammarSequence;
  readonly isRequired: boolean;
}

/**
 * The properties with names in the order of the schema, each at most once, then any further ones. A rule `pair` is
 * what follows where another property has to come, `more` what follows behind one.
 */
export function writeObject(alternative: ObjectAlternative, writer: GrammarWriter): readonly GrammarSequence[] {
  const { grammar, reader } = writer;
  const names = allowedNames(alternative, writer);
  const named = names.map((name) => ({
    content: [
      text(`${JSON.stringify(name)}:`),
      space(grammar),
      writer.value(propertyDemand(alternative, name, reader.effort)),
    ],
    isRequired: alternative.required.has(name),
  }));
  if (named.filter(({ isRequired }) => isRequired).length < alternative.required.size) return [];
  const object = new ObjectRules(grammar, alternative, named, writeFurther(alternative, writer));
  const empty: GrammarSequence[] = alternative.minimum === 0 ? [[text('{'), space(grammar), text('}')]] : [];
  return [...empty, [text('{'), space(grammar), object.pairAt(0, 0)]];
}

class ObjectRules {
  private readonly prefix: string;
  private readonly firstAfterRequired: number;
  private readonly isCounted: boolean;

  constructor(
    private readonly grammar: Grammar,
    private readonly limits: { minimum: number; maximum: number },
    private readonly named: readonly NamedProperty[],
    private readonly further: RuleReference | null,
  ) {
    this.prefix = grammar.newName('object');
    this.firstAfterRequired = named.findLastIndex(({ isRequired }) => isRequired) + 1;
    if (further && limits.minimum > named.length + 1) {
      throw new SchemaRefusal('minProperties', '', 'asks for several properties without a name, which may repeat one');
    }
    const requiredCount = named.filter(({ isRequired }) => isRequired).length;
    const mostCount = further ? Infinity : named.length;
    this.isCounted = limits.minimum > requiredCount || limits.maximum < mostCount;
    const places = this.isCounted ? named.length * (Math.min(named.length, this.countedUpTo()) + 1) : 0;
    if (places > MOST_COUNTED_PLACES) {
      const keyword = limits.minimum > requiredCount ? 'minProperties' : 'maxProperties';
      throw new SchemaRefusal(keyword, '', 'cannot be enforced for so many properties');
    }
    this.writeAll();
  }

  /** Another property has to come: one of those from `index` on, where `count` have been written. */
  pairAt(index: number, count: number): RuleReference {
    return rule(this.key('pair', index, count));
  }

  private writeAll(): void {
    for (let index = this.named.length; index >= 0; index--) {
      for (let count = this.isCounted ? Math.min(index, this.countedUpTo()) : 0; count >= 0; count--) {
        this.grammar.define(this.key('pair', index, count), this.waysToGoOn(index, count));
        if (index > 0) this.grammar.define(this.key('more', index, count), this.waysToFollow(index, count));
      }
    }
  }

  private waysToGoOn(index: number, count: number): GrammarSequence[] {
    if (count >= this.limits.maximum) return [];
    const property = this.named[index];
    if (!property) return this.furtherFrom(count);
    const next = this.counted(count + 1);
    const withIt = [...property.content, rule(this.key('more', index + 1, next))];
    return property.isRequired ? [withIt] : [withIt, [this.pairAt(index + 1, count)]];
  }

  private waysToFollow(index: number, count: number): GrammarSequence[] {
    const ways: GrammarSequence[] = [[text(','), space(this.grammar), this.pairAt(index, count)]];
    const isComplete = index >= this.firstAfterRequired && (!this.isCounted || count >= this.limits.minimum);
    return isComplete ? [...ways, [space(this.grammar), text('}')]] : ways;
  }

  /** Further properties may repeat a name, so that together they count as one towards a minimum. */
  private furtherFrom(count: number): GrammarSequence[] {
    if (!this.further || (this.isCounted && count + 1 < this.limits.minimum)) return [];
    const another = this.grammar.sharedRule(`another ${this.further.name}`, 'another', () => [
      [text(','), space(this.grammar), ...(this.further ? [this.further] : [])],
    ]);
    const most = this.isCounted ? this.limits.maximum - count - 1 : Infinity;
    return [[this.further, ...this.grammar.repeated(another, 0, most), space(this.grammar), text('}')]];
  }

  /** Beyond what the limits ask for, there is nothing to count. */
  private counted(count: number): number {
    return this.isCounted ? Math.min(count, this.countedUpTo()) : 0;
  }

  private countedUpTo(): number {
    return this.limits.maximum === Infinity ? this.limits.minimum : this.limits.maximum;
  }

  private key(kind: string, index: number, count: number): string {
    return `${this.prefix}-${kind}-${index}-${count}`;
  }
}

function allowedNames(alternative: ObjectAlternative, writer: GrammarWriter): string[] {
  const { clauses, required, forbidden, names } = alternative;
  const all = new Set([...clauses.flatMap(({ properties }) => [...properties.keys()]), ...required]);
  const { reader } = writer;
  const allowed = names.length === 0 ? null : reader.alternativesOf(demandOf(names));
  return [...all].filter((name) => !forbidden.has(name) && (allowed === null || matchesAny(allowed, name, reader)));
}

/** The rule for one further property, or `null` if there can be none. */
function writeFurther(alternative: ObjectAlternative, writer: GrammarWriter): RuleReference | null {
  const { grammar } = writer;
  const { clauses, required, forbidden } = alternative;
  const named = new Set([...clauses.flatMap(({ properties }) => [...properties.keys()]), ...required, ...forbidden]);
  const further = furtherProperties(alternative, [...named], writer.reader);
  if (further.length === 0) return null;
  const name = grammar.newName('further');
  const sequences = further.map(({ names, demand }): GrammarSequence => {
    const key: GrammarSequence =
      names === null
        ? [freeString(grammar, 0, Infinity)]
        : [text('"'), writeMachine(names, grammar, asInString, [text('"')])];
    return [...key, text(':'), space(grammar), writer.value(demand)];
  });
  grammar.define(name, sequences);
  return rule(name);
}
