import type { Effort } from './effort.js';
import type { Machine, MachineState } from './machine.js';

interface Branch {
  accepts: boolean;
  readonly children: Map<number, number>;
}

/** Exactly these texts. Common endings are shared as common beginnings are, so that no state says what another says. */
export function trieOf(texts: readonly string[], effort: Effort): Machine {
  effort.spend(
    texts.reduce((sum, text) => sum + 2 * text.length, 0),
    'enum',
  );
  return withEndingsShared(branchesOf(texts));
}

/** Every branch stands behind the one it grows from. */
function branchesOf(texts: readonly string[]): Branch[] {
  const branches: Branch[] = [{ accepts: false, children: new Map() }];
  for (const content of texts) {
    let place = 0;
    for (const char of content) {
      const point = char.codePointAt(0) ?? 0;
      const next = branches[place]?.children.get(point) ?? branches.push({ accepts: false, children: new Map() }) - 1;
      branches[place]?.children.set(point, next);
      place = next;
    }
    const last = branches[place];
    if (last) last.accepts = true;
  }
  return branches;
}

/** From the last branch to the first: what a branch leads to is known by its final number before the branch is. */
function withEndingsShared(branches: readonly Branch[]): Machine {
  const known = new Map<string, number>();
  const states: MachineState[] = [];
  const numbers: number[] = [];
  for (let place = branches.length - 1; place >= 0; place--) {
    const { accepts = false, children = new Map<number, number>() } = branches[place] ?? {};
    const transitions = [...children]
      .map(([point, child]) => ({ low: point, high: point, target: numbers[child] ?? 0 }))
      .sort((one, other) => one.low - other.low);
    const signature = `${accepts}${transitions.map(({ low, target }) => `,${low},${target}`).join('')}`;
    const number = known.get(signature) ?? states.push({ accepts, transitions }) - 1;
    known.set(signature, number);
    numbers[place] = number;
  }
  return { states: withFirst(states, numbers[0] ?? 0) };
}

/** Exchanges state 0 and the one that is to be it. */
function withFirst(states: readonly MachineState[], first: number): MachineState[] {
  const renamed = (state: number): number => (state === first ? 0 : state === 0 ? first : state);
  return states.map((_, place) => {
    const { accepts = false, transitions = [] } = states[renamed(place)] ?? {};
    return { accepts, transitions: transitions.map((one) => ({ ...one, target: renamed(one.target) })) };
  });
}
