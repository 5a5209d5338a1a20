import fc from 'fast-check';

type Node = Record<PropertyKey, unknown>;

/** Something else in some place of a body, or nothing there. */
export interface Mutation {
  at: number;
  value: unknown;
  removes: boolean;
}

const anyMutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  value: fc.oneof(fc.jsonValue(), fc.constantFrom('', 0, -1, 1e300, Infinity, '__proto__', '\ud800', [], {})),
  removes: fc.boolean(),
});

export const anyMutations = fc.array(anyMutation, { minLength: 1, maxLength: 3 });

/** A valid body that is not quite valid any more. */
export function mutated(body: Node, mutations: readonly Mutation[]): Node {
  const copy = structuredClone(body);
  for (const { at, value, removes } of mutations) {
    const places = placesIn(copy);
    const [node, key] = places[at % places.length] ?? [copy, 'model'];
    if (removes) delete node[key];
    else node[key] = value;
  }
  return copy;
}

/** Every place of a JSON value that holds another one. */
function placesIn(node: Node): [Node, string][] {
  return Object.keys(node).flatMap((key): [Node, string][] => {
    const child = node[key];
    return [[node, key], ...(isNode(child) ? placesIn(child) : [])];
  });
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
