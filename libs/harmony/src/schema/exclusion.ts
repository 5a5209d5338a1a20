import {
  itemDemand,
  type Alternative,
  type ArrayAlternative,
  type Limit,
  type NumberAlternative,
  type ObjectAlternative,
  type TextAlternative,
} from './alternative.js';
import { compareDecimals } from './decimal.js';
import { intersect, withLength } from './machine-algebra.js';
import { isEmptyMachine, type Machine } from './machine.js';
import { matches, type SchemaLookup } from './matches.js';
import { propertyDemand } from './property-demand.js';
import type { Exclusion, SchemaReader } from './schema-reader.js';
import { refuse } from './schema-node.js';

/** A tagged union is told apart by a property of a property at most; further down proofs only get expensive. */
const DEEPEST_PROOF = 3;

/** Refuses a `oneOf` unless it is plain that no value satisfies two of its branches. */
export function proveExclusions(reader: SchemaReader): void {
  const proof = new DisjointnessProof(reader);
  // Proving one may read schemas that ask for another proof.
  for (let next = 0; next < reader.exclusions.length; next++) {
    const exclusion = reader.exclusions[next];
    if (exclusion && !proof.holdsFor(exclusion)) {
      refuse(exclusion.node, 'oneOf', 'cannot be enforced: a value may match two branches; use anyOf');
    }
  }
}

class DisjointnessProof {
  constructor(private readonly schemas: SchemaLookup) {}

  holdsFor({ branches }: Exclusion): boolean {
    return branches.every((branch, index) =>
      branches.slice(index + 1).every((other) => this.areDisjoint(branch, other, DEEPEST_PROOF)),
    );
  }

  private areDisjoint(some: readonly Alternative[], others: readonly Alternative[], depth: number): boolean {
    this.schemas.effort.spend(1 + some.length * others.length * 10, 'oneOf');
    return some.every((one) => others.every((other) => this.isDisjoint(one, other, depth)));
  }

  private isDisjoint(one: Alternative, other: Alternative, depth: number): boolean {
    if (one.type === 'literals') return !one.values.some((value) => matches(other, value, this.schemas));
    if (other.type === 'literals') return this.isDisjoint(other, one, depth);
    if (one.type === 'number' && other.type === 'number') return areNumbersDisjoint(one, other);
    if (one.type === 'text' && other.type === 'text') return this.areTextsDisjoint(one, other);
    if (one.type === 'array' && other.type === 'array') return this.areArraysDisjoint(one, other, depth);
    if (one.type === 'object' && other.type === 'object') return this.areObjectsDisjoint(one, other, depth);
    return true;
  }

  private areTextsDisjoint(one: TextAlternative, other: TextAlternative): boolean {
    const minimum = Math.max(one.minimum, other.minimum);
    const maximum = Math.min(one.maximum, other.maximum);
    if (minimum > maximum) return true;
    const [first, ...rest]: Machine[] = [...new Map([...one.machines, ...other.machines]).values()];
    if (!first) return false;
    const { effort } = this.schemas;
    const both = rest.reduce((all, machine) => intersect(all, machine, effort), first);
    return isEmptyMachine(withLength(both, minimum, maximum, effort));
  }

  private areArraysDisjoint(one: ArrayAlternative, other: ArrayAlternative, depth: number): boolean {
    if (one.minimum > other.maximum || other.minimum > one.maximum) return true;
    if (depth === 0) return false;
    const { alternativesOf, effort } = this.schemas;
    const surePlaces = Math.min(Math.max(one.minimum, other.minimum), 20);
    return Array.from({ length: surePlaces }).some((_, index) =>
      this.areDisjoint(
        alternativesOf(itemDemand(one, index, effort)),
        alternativesOf(itemDemand(other, index, effort)),
        depth - 1,
      ),
    );
  }

  /** A property that must be there shows which of the two it is. */
  private areObjectsDisjoint(one: ObjectAlternative, other: ObjectAlternative, depth: number): boolean {
    if (one.minimum > other.maximum || other.minimum > one.maximum) return true;
    const { alternativesOf, effort } = this.schemas;
    effort.spend(one.required.size + other.required.size, 'oneOf');
    const sure = [...new Set([...one.required, ...other.required])];
    if (sure.some((name) => one.forbidden.has(name) || other.forbidden.has(name))) return true;
    if (depth === 0) return false;
    return sure.some((name) =>
      this.areDisjoint(
        alternativesOf(propertyDemand(one, name, effort)),
        alternativesOf(propertyDemand(other, name, effort)),
        depth - 1,
      ),
    );
  }
}

function areNumbersDisjoint(one: NumberAlternative, other: NumberAlternative): boolean {
  return isBelow(one.high, other.low) || isBelow(other.high, one.low);
}

function isBelow(high: Limit | null, low: Limit | null): boolean {
  if (!high || !low) return false;
  const order = compareDecimals(high.value, low.value);
  return order < 0 || (order === 0 && (high.isExclusive || low.isExclusive));
}
