import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import fc from 'fast-check';
import { CONTEXT, RICH_BODY } from './chat-request.fixture.js';
import { parseChatRequest } from './parse-chat-request.js';

type Node = Record<PropertyKey, unknown>;
type Mutation = { at: number; value: unknown; removes: boolean };

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Every place of a JSON value that holds another one. */
function placesIn(node: Node): [Node, string][] {
  return Object.keys(node).flatMap((key): [Node, string][] => {
    const child = node[key];
    return [[node, key], ...(isNode(child) ? placesIn(child) : [])];
  });
}

function mutated(body: Node, mutations: readonly Mutation[]): Node {
  const copy = structuredClone(body);
  for (const { at, value, removes } of mutations) {
    const places = placesIn(copy);
    const [node, key] = places[at % places.length] ?? [copy, 'model'];
    if (removes) delete node[key];
    else node[key] = value;
  }
  return copy;
}

function expectAnswerOrRefusal(body: unknown): void {
  try {
    parseChatRequest(body, CONTEXT);
  } catch (error) {
    if (!(error instanceof ServingError)) throw error;
    expect(error.meaning.status).toBe(400);
    expect(error.message.length).toBeLessThan(1_000);
  }
}

const anyMutation = fc.record({
  at: fc.nat(),
  value: fc.oneof(fc.jsonValue(), fc.constantFrom('', 0, -1, 1e300, Infinity, '__proto__', '\ud800', [], {})),
  removes: fc.boolean(),
});

describe('whatever a client sends', () => {
  it('is understood or refused with status 400, if it is any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), expectAnswerOrRefusal));
  });

  it('is understood or refused with status 400, if it is nearly a valid request', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { minLength: 1, maxLength: 3 }), (mutations) =>
        expectAnswerOrRefusal(mutated(RICH_BODY, mutations)),
      ),
      { numRuns: 300 },
    );
  });

  it('is not confused by names that every JavaScript object has', () => {
    expectAnswerOrRefusal(JSON.parse('{"__proto__":{"model":"x"},"constructor":5,"messages":{"length":1}}'));
  });

  it('may nest a schema deeper than any call stack', () => {
    const depth = 100_000;
    const parameters: unknown = JSON.parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    const tools = [{ type: 'function', function: { name: 'deep', parameters } }];
    expectAnswerOrRefusal({ ...RICH_BODY, tools });
  });
});
