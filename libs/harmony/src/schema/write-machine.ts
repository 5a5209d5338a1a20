import { intersectionOf, unionOf, UNESCAPED, type CodePoints } from './code-points.js';
import { rule, text, type Grammar, type GrammarSequence, type GrammarSymbol, type RuleReference } from './grammar.js';
import type { Machine } from './machine.js';

/** How a set of characters is written where the automaton stands: as they are, or as in a JSON string. */
export type CharacterWriter = (set: CodePoints, grammar: Grammar) => GrammarSymbol | null;

/** One way on: the characters, and the state behind them. */
interface Step {
  readonly symbol: GrammarSymbol;
  readonly target: number;
}

/** The characters themselves. */
export const asThemselves: CharacterWriter = (set) => ({ type: 'one-of', set });

/** In a JSON string: as they are where that is allowed, else in the usual escaped spelling. */
export const asInString: CharacterWriter = (set, grammar) => {
  const plain = intersectionOf(set, UNESCAPED);
  const escapes = [...shortEscapes(set), ...numberedEscapes(set)];
  if (escapes.length === 0) return plain.length === 0 ? null : { type: 'one-of', set: plain };
  const unescaped: GrammarSequence[] = plain.length === 0 ? [] : [[{ type: 'one-of', set: plain }]];
  return grammar.sharedRule(`escaped ${JSON.stringify(set)}`, 'c', () => [...unescaped, ...escapes]);
};

/**
 * Rules for the texts of an automaton, followed by `ending`. At every place there is one way to go on for each
 * character, so that llama.cpp never has to follow several.
 */
export function writeMachine(
  machine: Machine,
  grammar: Grammar,
  write: CharacterWriter,
  ending: GrammarSequence,
): RuleReference {
  const steps = machine.states.map((_, state) => stepsOf(machine, state, grammar, write));
  const isInner = innerStates(machine, steps);
  const names = machine.states.map((_, state) => (isInner[state] ? '' : grammar.newName('s')));
  const sequenceOf = (first: Step): GrammarSequence => {
    const sequence = [first.symbol];
    let { target } = first;
    for (let next = steps[target]?.[0]; isInner[target] && next; next = steps[target]?.[0]) {
      sequence.push(next.symbol);
      target = next.target;
    }
    const isOver = steps[target]?.length === 0 && machine.states[target]?.accepts;
    return isOver ? [...sequence, ...ending] : [...sequence, rule(names[target] ?? '')];
  };
  machine.states.forEach(({ accepts }, state) => {
    if (isInner[state]) return;
    const sequences = (steps[state] ?? []).map(sequenceOf);
    grammar.define(names[state] ?? '', accepts ? [...sequences, ending] : sequences);
  });
  return rule(names[0] ?? '');
}

/** States that only lie on the way from one other to one other need no rule of their own. */
function innerStates(machine: Machine, steps: readonly (readonly Step[])[]): boolean[] {
  const arrivals = machine.states.map(() => 0);
  for (const { target } of steps.flat()) arrivals[target] = (arrivals[target] ?? 0) + 1;
  return machine.states.map(
    ({ accepts }, state) => state > 0 && !accepts && arrivals[state] === 1 && steps[state]?.length === 1,
  );
}

function stepsOf(machine: Machine, state: number, grammar: Grammar, write: CharacterWriter): Step[] {
  const sets = new Map<number, CodePoints[]>();
  for (const { low, high, target } of machine.states[state]?.transitions ?? []) {
    const known = sets.get(target);
    if (known) known.push([{ low, high }]);
    else sets.set(target, [[{ low, high }]]);
  }
  return [...sets].flatMap(([target, ranges]) => {
    const symbol = write(unionOf(ranges), grammar);
    return symbol ? [{ symbol, target }] : [];
  });
}

const SHORT_ESCAPES: readonly [point: number, letter: string][] = [
  [0x22, '"'],
  [0x5c, '\\'],
  [0x08, 'b'],
  [0x0c, 'f'],
  [0x0a, 'n'],
  [0x0d, 'r'],
  [0x09, 't'],
];

function shortEscapes(set: CodePoints): GrammarSequence[] {
  const letters = SHORT_ESCAPES.filter(([point]) => has(set, point)).map(([, letter]) => letter);
  return letters.length === 0 ? [] : [[text('\\'), oneOf(letters)]];
}

/** The control characters that have no letter: `\u0000` to `\u001f`. */
function numberedEscapes(set: CodePoints): GrammarSequence[] {
  return [0x00, 0x10].flatMap((first) => {
    const digits = Array.from({ length: 16 }, (_, digit) => digit)
      .filter((digit) => has(set, first + digit) && !SHORT_ESCAPES.some(([point]) => point === first + digit))
      .flatMap((digit) => [digit.toString(16), digit.toString(16).toUpperCase()]);
    return digits.length === 0 ? [] : [[text(`\\u00${first / 16}`), oneOf(digits)]];
  });
}

function has(set: CodePoints, point: number): boolean {
  return set.some(({ low, high }) => low <= point && point <= high);
}

function oneOf(chars: readonly string[]): GrammarSymbol {
  const sets = chars.map((char) => [{ low: char.charCodeAt(0), high: char.charCodeAt(0) }]);
  return { type: 'one-of', set: unionOf(sets) };
}
