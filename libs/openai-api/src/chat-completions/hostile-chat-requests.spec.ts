import { refusalOf } from './refused-requests.fixture.js';
import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import fc from 'fast-check';
import { bodyWith, CONTEXT, RICH_BODY } from './chat-request.fixture.js';
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
    fc.assert(fc.property(fc.jsonValue(), expectAnswerOrRefusal), { numRuns: 10_000 });
  });

  it('is understood or refused with status 400, if it is nearly a valid request', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { minLength: 1, maxLength: 3 }), (mutations) =>
        expectAnswerOrRefusal(mutated(RICH_BODY, mutations)),
      ),
      { numRuns: 10_000 },
    );
  });

  it('is not confused by names that every JavaScript object has', () => {
    expectAnswerOrRefusal(JSON.parse('{"__proto__":{"model":"x"},"constructor":5,"messages":{"length":1}}'));
  });

  it('may nest a schema as deep as a reader can follow, and fill it with a million characters', () => {
    const deep = nested(255);
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`property number ${index}`, {}]));
    for (const schema of [deep, { properties: wide }]) {
      const tools = [{ type: 'function', function: { name: 'f', parameters: schema, strict: true } }];
      const format = { type: 'json_schema', json_schema: { name: 'f', schema, strict: true } };
      const { request } = parseChatRequest(bodyWith({ tools, response_format: format }), CONTEXT);
      expect(request.callableTools[0]?.parameters?.schema).toBe(schema);
      expect(request.answerSchema?.schema).toBe(schema);
    }
  });

  it('is refused by name when it nests a schema deeper than that', () => {
    for (const depth of [256, 100_000]) {
      const tools = [{ type: 'function', function: { name: 'f', parameters: nested(depth) } }];
      expect(refusalOf(bodyWith({ tools }))).toMatchObject({
        code: 'invalid_value',
        param: 'tools[0].function.parameters',
      });
    }
  });

  it('is refused at once when it is a deep or large value in any other place', () => {
    const depth = 100_000;
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, 1]));
    for (const value of [deep, large, { a: deep }, [large]]) {
      for (const field of Object.keys(RICH_BODY)) expectAnswerOrRefusal({ ...RICH_BODY, [field]: value });
    }
  });
});

/** An object with so many levels of lists in it. */
function nested(depth: number): unknown {
  return JSON.parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
}
