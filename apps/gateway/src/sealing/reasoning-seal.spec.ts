import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReasoningSeal } from './reasoning-seal.js';

const secret = randomBytes(32);
const seal = new ReasoningSeal(secret);
const thought = { text: 'The user wants Genève 👋.', vocabularyHash: 'abc', tokenIds: [200_005, 17, 0] };

const anyThought = fc.record({
  text: fc.string({ unit: 'grapheme' }),
  vocabularyHash: fc.string(),
  tokenIds: fc.array(fc.nat({ max: 201_088 })),
});

describe('a seal', () => {
  it('opens whatever it sealed, for the same tenant, on any gateway with the secret', () => {
    fc.assert(
      fc.property(fc.string(), anyThought, (tenant, any) => {
        expect(new ReasoningSeal(secret).open(tenant, seal.seal(tenant, any))).toEqual(any);
      }),
    );
  });

  it('opens nothing for another tenant, nor with another secret', () => {
    const sealed = seal.seal('acme', thought);
    expect(seal.open('acme2', sealed)).toBeNull();
    expect(seal.open('', sealed)).toBeNull();
    expect(new ReasoningSeal(randomBytes(32)).open('acme', sealed)).toBeNull();
  });

  it('opens nothing that was changed at any place, or cut off', () => {
    const sealed = seal.seal('acme', thought);
    for (let at = 0; at < sealed.length - 1; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      expect(seal.open('acme', sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeNull();
      expect(seal.open('acme', sealed.slice(0, at))).toBeNull();
    }
  });

  it.each(['', 'hs1.', 'hs1.AAAA', 'gAAAAABo-sealed-elsewhere', '🙂'.repeat(100)])(
    'opens nothing such as %j',
    (sealed) => {
      expect(seal.open('acme', sealed)).toBeNull();
    },
  );

  it('makes the same of the same thought, and something else of any other, and for any other tenant', () => {
    const sealed = [
      seal.seal('acme', thought),
      seal.seal('other', thought),
      seal.seal('acme', { ...thought, text: 'Other.' }),
      seal.seal('acme', { ...thought, tokenIds: [1] }),
      seal.seal('acme', { ...thought, vocabularyHash: 'abd' }),
    ];
    expect(new ReasoningSeal(secret).seal('acme', thought)).toBe(sealed[0]);
    // A nonce never serves two different ones.
    expect(new Set(sealed.map((each) => each.slice(0, 'hs1.'.length + 16))).size).toBe(sealed.length);
  });

  it('shows nothing of what it seals', () => {
    const sealed = seal.seal('acme', thought);
    expect(sealed).toMatch(/^hs1\.[\w-]+$/);
    expect(Buffer.from(sealed.slice(4), 'base64url').toString('latin1')).not.toMatch(/user|abc|200005/);
  });
});
