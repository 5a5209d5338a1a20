import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#protocol';
import { CompiledSchemas, compileSchemas } from './compiled-schema.js';

const CITY: JsonObject = { enum: ['Rome'] };
const UNENFORCEABLE: JsonObject = { type: 'array', uniqueItems: true };
/** Needs most of the work that one request may cost. */
const COSTLY: JsonObject = { type: 'string', pattern: '^[\\s]{0,9000}$' };

describe('the schemas of a request', () => {
  it('are compiled in their order, and one that is refused and not strict stands in nobody’s way', () => {
    const compiled = compileSchemas([hint(CITY), hint(UNENFORCEABLE), strict(CITY)]);
    expect(compiled).toMatchObject([{ type: 'grammar' }, { type: 'refused', isLasting: true }, { type: 'grammar' }]);
  });

  it('are not looked at any further once a strict one is refused', () => {
    const compiled = compileSchemas([strict(UNENFORCEABLE), strict(CITY)]);
    expect(compiled).toEqual([{ type: 'refused', reason: expect.stringContaining("'uniqueItems'"), isLasting: true }]);
  });

  it('share one bound for the work, and the one at which it runs out is refused', () => {
    const alone = compileSchemas([strict(COSTLY)]);
    expect(alone).toMatchObject([{ type: 'grammar' }]);
    const compiled = compileSchemas([...new Array<JsonObject>(128).fill(COSTLY)].map(strict));
    expect(compiled.length).toBeLessThan(10);
    expect(compiled.at(-1)).toMatchObject({ type: 'refused', reason: expect.stringContaining('work') });
  });
});

describe('the schemas that were compiled lately', () => {
  it('do not hold a refusal that came of the company a schema was in', () => {
    const known = new CompiledSchemas();
    const compiled = compileSchemas([...new Array<JsonObject>(128).fill(COSTLY)].map(strict));
    const [first, last] = [compiled[0], compiled.at(-1)];
    if (first) known.set('first', first);
    if (last) known.set('last', last);
    expect(known.get('first')).toBe(first);
    expect(known.get('last')).toBeUndefined();
  });

  it('hold a refusal that a schema earned by itself', () => {
    const known = new CompiledSchemas();
    const [refused] = compileSchemas([strict({ type: 'string', pattern: '(a|b)*a(a|b){25}' })]);
    if (refused) known.set('hostile', refused);
    expect(known.get('hostile')).toMatchObject({ type: 'refused', isLasting: true });
  });
});

function strict(schema: JsonObject) {
  return { schema, isStrict: true };
}

function hint(schema: JsonObject) {
  return { schema, isStrict: false };
}
