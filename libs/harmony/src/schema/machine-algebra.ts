import { ANY_CODE_POINT } from './code-points.js';
import type { Effort } from './effort.js';
import { cutRanges, explore, isEmptyMachine, type Machine, type Visit } from './machine.js';

type Pair = readonly [number, number];

/** No state of an automaton: what it says of every longer text is no. */
const DEAD = -1;

/** Every text there is. */
export const ANY_TEXT: Machine = {
  states: [{ accepts: true, transitions: ANY_CODE_POINT.map((range) => ({ ...range, target: 0 })) }],
};

/** Texts that belong to both. */
export function intersect(one: Machine, other: Machine, effort: Effort): Machine {
  return combine(one, other, (inOne, inOther) => inOne && inOther, effort);
}

/** Texts that belong to either. */
export function unite(one: Machine, other: Machine, effort: Effort): Machine {
  return combine(one, other, (inOne, inOther) => inOne || inOther, effort);
}

/** Texts that belong to `one` and not to `other`. */
export function subtract(one: Machine, other: Machine, effort: Effort): Machine {
  return combine(one, other, (inOne, inOther) => inOne && !inOther, effort);
}

/** Every text that does not belong to `machine`. */
export function complement(machine: Machine, effort: Effort): Machine {
  return subtract(ANY_TEXT, machine, effort);
}

/** Texts of `machine` that have from `minimum` to `maximum` code points. */
export function withLength(machine: Machine, minimum: number, maximum: number, effort: Effort): Machine {
  const counted = explore<Pair>(
    [0, 0],
    String,
    ([state, length]) => {
      const { accepts = false, transitions = [] } = machine.states[state] ?? {};
      // Beyond the smallest length only a largest one still needs counting.
      const next = maximum === Infinity ? Math.min(length + 1, minimum) : length + 1;
      return {
        accepts: accepts && length >= minimum && length <= maximum,
        moves: next > maximum ? [] : transitions.map(({ low, high, target }) => ({ low, high, to: [target, next] })),
      };
    },
    effort,
  );
  return withoutDeadEnds(counted, effort);
}

/** The same texts without the states from which no text ends well. */
export function withoutDeadEnds(machine: Machine, effort: Effort): Machine {
  effort.spend(5 * machine.states.length, 'pattern');
  const alive = aliveStates(machine);
  if (!alive.has(0)) return { states: [] };
  const kept = [...alive].sort((one, other) => one - other);
  const renamed = new Map(kept.map((state, index) => [state, index]));
  const states = kept.map((state) => {
    const { accepts = false, transitions = [] } = machine.states[state] ?? {};
    const useful = transitions.filter(({ target }) => alive.has(target));
    return {
      accepts,
      transitions: useful.map(({ low, high, target }) => ({ low, high, target: renamed.get(target) ?? 0 })),
    };
  });
  return { states };
}

function combine(one: Machine, other: Machine, rule: (a: boolean, b: boolean) => boolean, effort: Effort): Machine {
  const visit = ([left, right]: Pair): Visit<Pair> => {
    const sides = [one.states[left], other.states[right]];
    const ranges = sides.flatMap((state, side) => (state?.transitions ?? []).map((move) => ({ ...move, side })));
    const moves = cutRanges(ranges, effort).map(({ low, high, by }) => {
      const target = (side: number): number => by.find((move) => move.side === side)?.target ?? DEAD;
      return { low, high, to: [target(0), target(1)] as const };
    });
    // A pair that the rule can never accept again need not be looked at.
    const hopeful = moves.filter(({ to: [a, b] }) => rule(a !== DEAD, b !== DEAD) || rule(a !== DEAD, false));
    return { accepts: rule(sides[0]?.accepts ?? false, sides[1]?.accepts ?? false), moves: hopeful };
  };
  const combined = explore<Pair>([0, 0], String, visit, effort);
  return isEmptyMachine(combined) ? { states: [] } : withoutDeadEnds(combined, effort);
}

function aliveStates(machine: Machine): Set<number> {
  const comesFrom = machine.states.map((): number[] => []);
  machine.states.forEach(({ transitions }, state) => {
    for (const { target } of transitions) comesFrom[target]?.push(state);
  });
  const alive = new Set(machine.states.flatMap(({ accepts }, state) => (accepts ? [state] : [])));
  for (const state of alive) for (const before of comesFrom[state] ?? []) alive.add(before);
  return alive;
}
