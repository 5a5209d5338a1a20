import type { Effort } from './effort.js';
import type { Machine, MachineState, Transition } from './machine.js';
import { withoutDeadEnds } from './machine-algebra.js';

/** The same texts with the fewest states, and without transitions that lead nowhere. */
export function minimize(machine: Machine, effort: Effort): Machine {
  const trimmed = withoutDeadEnds(machine);
  // Equal states are equally far from acceptance: a start that leaves little for the rounds below.
  let classes = distancesToAcceptance(trimmed);
  let count = new Set(classes).size;
  for (;;) {
    const refined = refine(trimmed, classes, effort);
    const refinedCount = new Set(refined).size;
    if (refinedCount === count) return quotient(trimmed, refined);
    classes = refined;
    count = refinedCount;
  }
}

function refine({ states }: Machine, classes: readonly number[], effort: Effort): number[] {
  const numbers = new Map<string, number>();
  return states.map((state, index) => {
    effort.spend(5 + state.transitions.length, 'pattern');
    const moves = joined(state, (target) => classes[target] ?? 0);
    const signature = `${classes[index]}${state.accepts}${moves.map(({ low, high, target }) => `,${low},${high},${target}`).join('')}`;
    const known = numbers.get(signature) ?? numbers.size;
    numbers.set(signature, known);
    return known;
  });
}

function quotient({ states }: Machine, classes: readonly number[]): Machine {
  const merged: MachineState[] = [];
  const renamed = new Map<number, number>();
  classes.forEach((name) => {
    if (!renamed.has(name)) renamed.set(name, renamed.size);
  });
  states.forEach((state, index) => {
    const place = renamed.get(classes[index] ?? 0) ?? 0;
    const transitions = joined(state, (target) => renamed.get(classes[target] ?? 0) ?? 0);
    merged[place] ??= { accepts: state.accepts, transitions };
  });
  return { states: merged };
}

/** The transitions under new names, neighbours with the same target made one. */
function joined({ transitions }: MachineState, rename: (target: number) => number): Transition[] {
  const result: { low: number; high: number; target: number }[] = [];
  for (const { low, high, target } of transitions) {
    const last = result.at(-1);
    const renamed = rename(target);
    if (last?.target === renamed && last.high + 1 === low) last.high = high;
    else result.push({ low, high, target: renamed });
  }
  return result;
}

function distancesToAcceptance({ states }: Machine): number[] {
  const comesFrom = states.map((): number[] => []);
  states.forEach(({ transitions }, state) => transitions.forEach(({ target }) => comesFrom[target]?.push(state)));
  const distances = states.map(({ accepts }) => (accepts ? 0 : Infinity));
  const queue = states.flatMap(({ accepts }, state) => (accepts ? [state] : []));
  for (let next = 0; next < queue.length; next++) {
    const state = queue[next] ?? 0;
    for (const before of comesFrom[state] ?? []) {
      if (distances[before] !== Infinity) continue;
      distances[before] = (distances[state] ?? 0) + 1;
      queue.push(before);
    }
  }
  return distances;
}
