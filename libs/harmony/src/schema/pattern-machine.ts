import { ANY_CODE_POINT, type CodePoints } from './code-points.js';
import type { Effort } from './effort.js';
import { UnsupportedPattern, type Expression } from './expression.js';
import { cutRanges, explore, type Machine } from './machine.js';
import { minimize } from './minimize.js';
import { hasUnicodeSyntax, readPattern } from './read-pattern.js';

/** A state of the automaton that guesses. */
interface Guess {
  /** Where it may go without reading: always, only at the start of the text, only at its end. */
  always: number[];
  atStart: number[];
  atEnd: number[];
  reads: { set: CodePoints; target: number }[];
}

/** What is reached at a place of the text; only the first place satisfies `^`. */
interface Reached {
  states: readonly number[];
  isStart: boolean;
}

const MOST_GUESSES = 20_000;
const LAST_SINGLE_UNIT = 0xffff;

/**
 * All texts in which `pattern` finds a match. Throws `UnsupportedPattern`, or `SchemaRefusal` if `effort` runs out.
 * Anchors are exact: they are edges that exist at the first place only, or count at the last place only.
 */
export function patternMachine(pattern: string, effort: Effort): Machine {
  const expression = readPattern(pattern);
  const guesses: Guess[] = [];
  const first = addGuess(guesses);
  const last = addGuess(guesses);
  const entry = addGuess(guesses);
  guesses[first]?.always.push(entry);
  for (const end of [first, last]) guesses[end]?.reads.push({ set: ANY_CODE_POINT, target: end });
  link(guesses, expression, entry, last);
  const machine = minimize(determinize(guesses, first, last, effort), effort);
  return hasUnicodeSyntax(pattern) ? machine : minimize(withoutPairs(machine), effort);
}

/** Only texts of characters that are one code unit each, on which every reading of a pattern agrees. */
function withoutPairs({ states }: Machine): Machine {
  const single = states.map(({ accepts, transitions }) => ({
    accepts,
    transitions: transitions
      .filter(({ low }) => low <= LAST_SINGLE_UNIT)
      .map((transition) => ({ ...transition, high: Math.min(transition.high, LAST_SINGLE_UNIT) })),
  }));
  return { states: single };
}

/** Lets `guesses` go from `from` to `to` by whatever `expression` matches. */
function link(guesses: Guess[], expression: Expression, from: number, to: number): void {
  switch (expression.type) {
    case 'start':
      guesses[from]?.atStart.push(to);
      return;
    case 'end':
      guesses[from]?.atEnd.push(to);
      return;
    case 'one-of':
      guesses[from]?.reads.push({ set: expression.set, target: to });
      return;
    case 'choice':
      for (const option of expression.options) link(guesses, option, from, to);
      return;
    case 'sequence': {
      const end = expression.parts.reduce((place, part) => linkNext(guesses, part, place), from);
      guesses[end]?.always.push(to);
      return;
    }
    case 'repeat':
      linkRepeat(guesses, expression, from, to);
  }
}

function linkRepeat(guesses: Guess[], repeat: Expression & { type: 'repeat' }, from: number, to: number): void {
  const { part, minimum, maximum } = repeat;
  let place = addGuess(guesses);
  guesses[from]?.always.push(place);
  for (let times = 0; times < minimum; times++) place = linkNext(guesses, part, place);
  guesses[place]?.always.push(to);
  if (maximum === Infinity) {
    const again = linkNext(guesses, part, place);
    guesses[again]?.always.push(place);
    return;
  }
  for (let times = minimum; times < maximum; times++) {
    place = linkNext(guesses, part, place);
    guesses[place]?.always.push(to);
  }
}

function linkNext(guesses: Guess[], part: Expression, from: number): number {
  const to = addGuess(guesses);
  link(guesses, part, from, to);
  return to;
}

function addGuess(guesses: Guess[]): number {
  if (guesses.length >= MOST_GUESSES) throw new UnsupportedPattern('repeats too much');
  return guesses.push({ always: [], atStart: [], atEnd: [], reads: [] }) - 1;
}

function determinize(guesses: readonly Guess[], first: number, last: number, effort: Effort): Machine {
  const close = (states: readonly number[], isStart: boolean, isEnd: boolean): number[] => {
    const closed = new Set(states);
    for (const state of closed) {
      const { always = [], atStart = [], atEnd = [] } = guesses[state] ?? {};
      for (const next of always) closed.add(next);
      if (isStart) for (const next of atStart) closed.add(next);
      if (isEnd) for (const next of atEnd) closed.add(next);
    }
    effort.spend(closed.size, 'pattern');
    return [...closed].sort((one, other) => one - other);
  };
  return explore<Reached>(
    { states: close([first], true, false), isStart: true },
    ({ states, isStart }) => `${isStart}${states.join()}`,
    ({ states, isStart }) => {
      const reads = states.flatMap((state) =>
        (guesses[state]?.reads ?? []).flatMap(({ set, target }) => set.map((range) => ({ ...range, target }))),
      );
      effort.spend(reads.length * 3, 'pattern');
      const moves = cutRanges(reads, effort).map(({ low, high, by }) => {
        const targets = by.map(({ target }) => target);
        return { low, high, to: { states: close(targets, false, false), isStart: false } };
      });
      return { accepts: close(states, isStart, true).includes(last), moves };
    },
    effort,
  );
}
