import { alternativeKey, type Alternative, type Demand } from './alternative.js';
import type { Effort } from './effort.js';
import { intersectAlternatives } from './intersect-alternatives.js';
import { matchesAny } from './matches.js';
import { readArray } from './read-array.js';
import { readObject } from './read-object.js';
import { ANYTHING, hasRoom, literalsOf, MINIMUM_KEYWORDS } from './own-limits.js';
import { PatternMachines, readNumber, readText, readTypes } from './read-types.js';
import { dependencyChoices } from './dependencies.js';
import type { SchemaDocument } from './schema-document.js';
import { isJsonObject, keywordOf, listOf, pointerOf, refuse, stringOf, type SchemaNode } from './schema-node.js';
import { SchemaRefusal } from './schema-refusal.js';
import { refuseUnsupported } from './unsupported-keywords.js';

const DEEPEST_IN_PLACE = 200;
const MOST_ALTERNATIVES = 5000;

/** Branches of a `oneOf` that only exclude each other if this can be proven of their alternatives. */
export interface Exclusion {
  readonly node: SchemaNode;
  readonly branches: readonly (readonly Alternative[])[];
}

/** Reads schemas into alternatives, each schema once. */
export class SchemaReader {
  /** What still has to be proven once everything is read. */
  readonly exclusions: Exclusion[] = [];
  /** Why a schema allows nothing, for the first of which it is plain to see, and for the outermost one. */
  readonly emptiness = new Map<SchemaNode, SchemaRefusal>();
  private readonly known = new Map<SchemaNode, readonly Alternative[]>();
  private readonly inProgress = new Set<SchemaNode>();
  private readonly machines: PatternMachines;

  constructor(
    readonly document: SchemaDocument,
    readonly effort: Effort,
  ) {
    this.machines = new PatternMachines(effort);
  }

  /** Everything that satisfies all schemas of `demand`; empty if nothing does. Throws `SchemaRefusal`. */
  readonly alternativesOf = (demand: Demand): readonly Alternative[] => {
    const [first, ...others] = demand.nodes;
    if (!first) return ANYTHING;
    return others.reduce((all, node) => this.both(all, this.read(node), node, 'allOf'), this.read(first));
  };

  private read(node: SchemaNode): readonly Alternative[] {
    const known = this.known.get(node);
    if (known) return known;
    if (this.inProgress.has(node)) refuse(node, '$ref', 'leads back to itself without anything in between');
    if (this.inProgress.size > DEEPEST_IN_PLACE) {
      refuse(node, '$ref', `and combinations of schemas are nested deeper than ${DEEPEST_IN_PLACE}`);
    }
    this.inProgress.add(node);
    const alternatives = this.readNew(node);
    this.inProgress.delete(node);
    this.known.set(node, alternatives);
    return alternatives;
  }

  private readNew(node: SchemaNode): readonly Alternative[] {
    if (node.isNever) return this.nothing(node, 'false', 'allows nothing');
    refuseUnsupported(node);
    if (keywordOf(node, 'not') === true || isJsonObject(keywordOf(node, 'not'))) {
      return this.nothing(node, 'not', 'allows nothing');
    }
    let all = this.readOwn(node);
    for (const [keyword, needed] of this.conjunctsOf(node)) all = this.both(all, this.read(needed), node, keyword);
    for (const choice of dependencyChoices(node, this.document)) {
      const allowed = choice.branches.flatMap((branch) => this.alternativesOfBranch(branch.schema, branch.own));
      all = this.both(all, allowed, node, choice.keyword);
    }
    if (keywordOf(node, 'anyOf') !== undefined) {
      all = this.both(all, this.branchesOf(node, 'anyOf').flat(), node, 'anyOf');
    }
    return keywordOf(node, 'oneOf') === undefined ? all : this.readOneOf(node, all);
  }

  private alternativesOfBranch(schema: SchemaNode | null, own: Alternative[]): readonly Alternative[] {
    return schema === null ? own : this.both(own, this.read(schema), schema, 'dependentSchemas');
  }

  /** What the keywords of this very schema allow, those that lead to other schemas in the same place left aside. */
  private readOwn(node: SchemaNode): readonly Alternative[] {
    const types = readTypes(node);
    const { machineOf } = this;
    let own: Alternative[] = [];
    if (types.has('null')) own.push({ type: 'literals', values: [null] });
    if (types.has('boolean')) own.push({ type: 'literals', values: [true, false] });
    if (types.has('number') || types.has('integer')) own.push(readNumber(node, !types.has('number')));
    if (types.has('string')) own.push(readText(node, machineOf));
    if (types.has('array')) own.push(readArray(node, this.document));
    if (types.has('object')) own.push(readObject(node, this.document, machineOf));
    const contradicting = own.find((alternative) => !hasRoom(alternative));
    own = own.filter(hasRoom);
    if (own.length === 0 && contradicting) {
      return this.nothing(node, MINIMUM_KEYWORDS[contradicting.type], 'asks for more than the maximum allows');
    }
    const values = literalsOf(node);
    if (values === null) return own;
    const allowed = values.filter((value) => matchesAny(own, value, this));
    const keyword = keywordOf(node, 'const') === undefined ? 'enum' : 'const';
    if (allowed.length === 0) return this.nothing(node, keyword, 'has no value that the other keywords allow');
    return [{ type: 'literals', values: allowed }];
  }

  private readonly machineOf = (pattern: string) => this.machines.machineOf(pattern);

  /** The schemas that have to be satisfied too, whatever the value. */
  private conjunctsOf(node: SchemaNode): [keyword: string, needed: SchemaNode][] {
    const reference = stringOf(node, '$ref');
    const needed: [string, SchemaNode | null][] = [];
    if (reference !== undefined) needed.push(['$ref', this.document.referenced(node, reference)]);
    for (const branch of this.listed(node, 'allOf')) needed.push(['allOf', branch]);
    const condition = keywordOf(node, 'if');
    if (typeof condition === 'boolean') {
      const keyword = condition ? 'then' : 'else';
      needed.push([keyword, this.document.nodeAt(node, keyword, `.${keyword}`, keywordOf(node, keyword) ?? true)]);
    }
    return needed.filter((entry): entry is [string, SchemaNode] => entry[1] !== null);
  }

  private readOneOf(node: SchemaNode, all: readonly Alternative[]): readonly Alternative[] {
    const branches = this.branchesOf(node, 'oneOf').map((branch) => this.both(all, branch, node, 'oneOf'));
    this.exclusions.push({ node, branches });
    const allowed = this.distinct(branches.flat(), node, 'oneOf');
    return allowed.length > 0 ? allowed : this.nothing(node, 'oneOf', 'has no branch that anything satisfies');
  }

  private branchesOf(node: SchemaNode, keyword: 'anyOf' | 'oneOf'): (readonly Alternative[])[] {
    const branches = this.listed(node, keyword);
    if (branches.length === 0) refuse(node, keyword, 'is an empty list');
    return branches.map((branch) => (branch ? this.read(branch) : ANYTHING));
  }

  private listed(node: SchemaNode, keyword: string): (SchemaNode | null)[] {
    return (listOf(node, keyword) ?? []).map((branch, index) =>
      this.document.nodeAt(node, keyword, `.${keyword}[${index}]`, branch),
    );
  }

  /** What is in both lists. */
  private both(
    one: readonly Alternative[],
    other: readonly Alternative[],
    node: SchemaNode,
    keyword: string,
  ): readonly Alternative[] {
    this.effort.spend(one.length * other.length * 5, keyword);
    const pairs = one.flatMap((left) => other.map((right) => intersectAlternatives(left, right, this)));
    const common = this.distinct(pairs, node, keyword);
    if (common.length === 0 && one.length > 0 && other.length > 0) {
      return this.nothing(node, keyword, 'contradicts the rest of the schema');
    }
    return common;
  }

  private distinct(list: readonly (Alternative | null)[], node: SchemaNode, keyword: string): readonly Alternative[] {
    const known = new Map<string, Alternative>();
    for (const alternative of list) {
      if (!alternative) continue;
      const key = alternativeKey(alternative);
      this.effort.spend(key.length / 20, keyword);
      known.set(key, alternative);
    }
    if (known.size > MOST_ALTERNATIVES) refuse(node, keyword, `combines to more than ${MOST_ALTERNATIVES} cases`);
    return [...known.values()];
  }

  private nothing(node: SchemaNode, keyword: string, reason: string): readonly Alternative[] {
    // Others are never asked for, and to say where a schema stands takes time.
    if (this.emptiness.size === 0 || (node === this.document.root && !this.emptiness.has(node))) {
      this.emptiness.set(node, new SchemaRefusal(keyword, pointerOf(node), reason));
    }
    return [];
  }
}
