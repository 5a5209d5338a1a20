import fc from 'fast-check';

type Node = Record<PropertyKey, unknown>;

/** One place of a body that gets another value, or none. */
export interface Mutation {
  at: number;
  value: unknown;
  removes: boolean;
}

export const anyMutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  value: fc.oneof(fc.jsonValue(), fc.constantFrom('', 0, -1, 1e300, Infinity, '__proto__', '\ud800', [], {})),
  removes: fc.boolean(),
});

/** A copy of the body with the mutations made one after the other. */
export function mutated(body: Readonly<Record<string, unknown>>, mutations: readonly Mutation[]): Node {
  const copy: Node = structuredClone(body);
  for (const { at, value, removes } of mutations) {
    const places = placesIn(copy);
    const [node, key] = places[at % places.length] ?? [copy, 'model'];
    if (removes) delete node[key];
    else node[key] = value;
  }
  return copy;
}

/** Bodies that are nearly this one: at most three places are wrong. */
export function nearly(body: Readonly<Record<string, unknown>>): fc.Arbitrary<Node> {
  return fc.array(anyMutation, { minLength: 1, maxLength: 3 }).map((mutations) => mutated(body, mutations));
}

/** Every place of a JSON value that holds another one. */
function placesIn(node: Node): [Node, string][] {
  return Object.keys(node).flatMap((key): [Node, string][] => {
    const child = node[key];
    return [[node, key], ...(isNode(child) ? placesIn(child) : [])];
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
