import type { Effort } from './effort.js';
import type { Machine, MachineState, Transition } from './machine.js';
import { withoutDeadEnds } from './machine-algebra.js';

/** The same texts with the fewest states, and without transitions that lead nowhere. */
export function minimize(machine: Machine, effort: Effort): Machine {
  const trimmed = withoutDeadEnds(machine, effort);
  effort.spend(10 * trimmed.states.length, 'pattern');
  // Equal states have equally long texts before them: a start that leaves little for the rounds below.
  const shortest = shortestTexts(trimmed);
  const longest = longestTexts(trimmed);
  let classes = numbered(trimmed.states.map((_, state) => `${shortest[state]} ${longest[state]}`));
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
  const signatures = states.map((state, index) => {
    effort.spend(5 + state.transitions.length, 'pattern');
    const moves = joined(state, (target) => classes[target] ?? 0);
    const ways = moves.map(({ low, high, target }) => `,${low},${high},${target}`);
    return `${classes[index]}${state.accepts}${ways.join('')}`;
  });
  return numbered(signatures);
}

/** Equal texts get equal numbers. */
function numbered(texts: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return texts.map((text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
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

/** How long the shortest text is that is accepted from each state on. */
function shortestTexts(machine: Machine): number[] {
  const comesFrom = predecessors(machine);
  const lengths = machine.states.map(({ accepts }) => (accepts ? 0 : Infinity));
  const queue = machine.states.flatMap(({ accepts }, state) => (accepts ? [state] : []));
  for (let next = 0; next < queue.length; next++) {
    const state = queue[next] ?? 0;
    for (const before of comesFrom[state] ?? []) {
      if (lengths[before] !== Infinity) continue;
      lengths[before] = (lengths[state] ?? 0) + 1;
      queue.push(before);
    }
  }
  return lengths;
}

/** How long the longest is; Infinity where a text may go round in a circle. */
function longestTexts(machine: Machine): number[] {
  const comesFrom = predecessors(machine);
  const lengths = machine.states.map(() => Infinity);
  const open = machine.states.map(({ transitions }) => transitions.length);
  const queue = open.flatMap((count, state) => (count === 0 ? [state] : []));
  for (let next = 0; next < queue.length; next++) {
    const state = queue[next] ?? 0;
    const targets = machine.states[state]?.transitions ?? [];
    lengths[state] = targets.reduce((longest, { target }) => Math.max(longest, (lengths[target] ?? 0) + 1), 0);
    for (const before of comesFrom[state] ?? []) {
      open[before] = (open[before] ?? 0) - 1;
      if (open[before] === 0) queue.push(before);
    }
  }
  return lengths;
}

/** The states before each state, as often as a transition leads from there. */
function predecessors({ states }: Machine): number[][] {
  const comesFrom = states.map((): number[] => []);
  states.forEach(({ transitions }, state) => transitions.forEach(({ target }) => comesFrom[target]?.push(state)));
  return comesFrom;
}
