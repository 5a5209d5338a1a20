import { demandOf, type Demand, type ObjectAlternative } from './alternative.js';
import { ANY_CODE_POINT, complementOf, unionOf } from './code-points.js';
import type { Effort } from './effort.js';
import { complement, intersect, subtract } from './machine-algebra.js';
import type { Machine } from './machine.js';
import { minimize } from './minimize.js';
import type { SchemaReader } from './schema-reader.js';
import { refuse, type SchemaNode } from './schema-node.js';
import { textsOf } from './text-machine.js';
import { trieOf } from './trie.js';

/** Properties that no schema calls by name: those whose names are in `names` (`null`: all) satisfy `demand`. */
export interface FurtherProperties {
  readonly names: Machine | null;
  readonly demand: Demand;
}

/** With longer names altogether, their exclusion from all other names would take more rules than it is worth. */
const MOST_NAMED_CHARACTERS = 4000;
const MOST_PATTERNS = 6;

/**
 * What further properties an object may have, besides those in `named`. None if there are too many names to be told
 * from others: a narrower grammar, not a wrong one.
 */
export function furtherProperties(
  alternative: ObjectAlternative,
  named: readonly string[],
  reader: SchemaReader,
): FurtherProperties[] {
  if (named.reduce((sum, name) => sum + name.length, 0) > MOST_NAMED_CHARACTERS) return [];
  const { effort } = reader;
  const free = freeNames(alternative, named, reader);
  const classes = patternsOf(alternative).reduce<NameClass[]>(
    (all, [pattern, machine]) => all.flatMap((one) => split(one, pattern, machine, effort)),
    [{ names: free, matched: new Set() }],
  );
  const possible = classes.filter(({ names }) => names?.states.length !== 0);
  return possible.map(({ names, matched }) => ({
    names: names && minimize(names, effort),
    demand: demandOf(alternative.clauses.flatMap((clause) => nodesOf(clause, matched))),
  }));
}

/** Names that match exactly these patterns. */
interface NameClass {
  readonly names: Machine | null;
  readonly matched: ReadonlySet<string>;
}

function split({ names, matched }: NameClass, pattern: string, machine: Machine, effort: Effort): NameClass[] {
  const within = names ? intersect(names, machine, effort) : machine;
  const without = names ? subtract(names, machine, effort) : complement(machine, effort);
  return [
    { names: within, matched: new Set([...matched, pattern]) },
    { names: without, matched },
  ];
}

function freeNames(
  { names, clauses }: ObjectAlternative,
  named: readonly string[],
  reader: SchemaReader,
): Machine | null {
  const { effort } = reader;
  const allowed = names.length === 0 ? null : textsOf(reader.alternativesOf(demandOf(names)), effort);
  const isClosed = clauses.some(({ additional, patterns }) => additional?.isNever === true && patterns.length === 0);
  if (isClosed) return { states: [] };
  if (named.length === 0) return allowed;
  const others = allBut(named, effort);
  return allowed ? intersect(allowed, others, effort) : others;
}

function nodesOf(
  clause: ObjectAlternative['clauses'][number],
  matched: ReadonlySet<string>,
): readonly (SchemaNode | null)[] {
  const matching = clause.patterns.filter(({ pattern }) => matched.has(pattern));
  return matching.length > 0 ? matching.map(({ node }) => node) : [clause.additional];
}

function patternsOf({ clauses }: ObjectAlternative): [string, Machine][] {
  const patterns = new Map<string, Machine>();
  for (const clause of clauses) {
    for (const { pattern, machine } of clause.patterns) patterns.set(pattern, machine);
    if (patterns.size > MOST_PATTERNS) {
      refuse(clause.node, 'patternProperties', `has more than ${MOST_PATTERNS} patterns that may overlap`);
    }
  }
  return [...patterns];
}

/** Every text but these. */
function allBut(texts: readonly string[], effort: Effort): Machine {
  const { states } = trieOf(texts, effort);
  const elsewhere = states.length;
  const others = states.map(({ accepts, transitions }) => {
    const rest = complementOf(unionOf([transitions]));
    const away = rest.map((range) => ({ ...range, target: elsewhere }));
    return { accepts: !accepts, transitions: [...transitions, ...away].sort((one, other) => one.low - other.low) };
  });
  const anything = ANY_CODE_POINT.map((range) => ({ ...range, target: elsewhere }));
  return { states: [...others, { accepts: true, transitions: anything }] };
}
