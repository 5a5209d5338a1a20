import type { Effort } from './effort.js';
import type { CodePointRange } from './code-points.js';

/** A deterministic automaton over code points: a set of texts. It starts in state 0; what no transition names fails. */
export interface Machine {
  readonly states: readonly MachineState[];
}

export interface MachineState {
  readonly accepts: boolean;
  /** In ascending order, without overlap. */
  readonly transitions: readonly Transition[];
}

export interface Transition extends CodePointRange {
  readonly target: number;
}

/** One way on from a state that is still described by `S`. */
export interface Move<S> extends CodePointRange {
  readonly to: S;
}

/** What `explore` asks about a state. */
export interface Visit<S> {
  accepts: boolean;
  moves: readonly Move<S>[];
}

/** The automaton of everything reachable from `start`. `keyOf` tells states apart, `visit` describes one. */
export function explore<S>(start: S, keyOf: (state: S) => string, visit: (state: S) => Visit<S>, effort: Effort) {
  const indexes = new Map([[keyOf(start), 0]]);
  const waiting = [start];
  const states: MachineState[] = [];
  const indexOf = (state: S): number => {
    const key = keyOf(state);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, waiting.length);
    return waiting.push(state) - 1;
  };
  for (let next = 0; next < waiting.length; next++) {
    const { accepts, moves } = visit(waiting[next] as S);
    effort.spend(20 + moves.length, 'pattern');
    states.push({ accepts, transitions: moves.map(({ low, high, to }) => ({ low, high, target: indexOf(to) })) });
  }
  return { states } satisfies Machine;
}

/** Whether the whole of `text` belongs to the set. */
export function machineAccepts(machine: Machine, text: string): boolean {
  let state = machine.states[0];
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    const taken = transitionFor(point, state?.transitions ?? []);
    if (!taken) return false;
    state = machine.states[taken.target];
  }
  return state?.accepts ?? false;
}

function transitionFor(point: number, transitions: readonly Transition[]): Transition | null {
  let [first, end] = [0, transitions.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    const transition = transitions[middle];
    if (!transition || point < transition.low) end = middle;
    else if (point > transition.high) first = middle + 1;
    else return transition;
  }
  return null;
}

export function isEmptyMachine(machine: Machine): boolean {
  return !machine.states.some(({ accepts }) => accepts);
}

/** Cuts overlapping ranges into disjoint ones, each with everything that covers it. */
export function cutRanges<T extends CodePointRange>(
  ranges: readonly T[],
  effort: Effort,
): { low: number; high: number; by: T[] }[] {
  effort.spend(ranges.length * 2, 'pattern');
  const cuts = [...new Set(ranges.flatMap(({ low, high }) => [low, high + 1]))].sort((one, other) => one - other);
  const places = new Map(cuts.map((cut, index) => [cut, index]));
  const pieces = cuts.slice(0, -1).map((low, index) => ({ low, high: (cuts[index + 1] ?? 0) - 1, by: [] as T[] }));
  for (const range of ranges) {
    const end = places.get(range.high + 1) ?? 0;
    const first = places.get(range.low) ?? 0;
    effort.spend(end - first, 'pattern');
    for (let place = first; place < end; place++) pieces[place]?.by.push(range);
  }
  return pieces.filter(({ by }) => by.length > 0);
}
