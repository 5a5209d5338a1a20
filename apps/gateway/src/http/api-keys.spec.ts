import { describe, expect, it } from '@jest/globals';
import { parseApiKeys } from './api-key-entries.js';
import { ApiKeys, requireScope } from './api-keys.js';

const EVERYTHING = new Set(['inference', 'reasoning:see', 'reasoning:steer', 'admin']);

describe('API keys', () => {
  const keys = new ApiKeys(parseApiKeys(['sk-one', 'sk-two;tenant=acme;scopes=inference+reasoning:see']));

  it('let every configured key in as its tenant, however the scheme is spelled', () => {
    expect(keys.authenticate({ authorization: 'bearer  sk-one' })).toEqual({ tenant: 'default', scopes: EVERYTHING });
    expect(keys.authenticate({ authorization: 'Bearer sk-two' })).toEqual({
      tenant: 'acme',
      scopes: new Set(['inference', 'reasoning:see']),
    });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic sk-one',
    'sk-one',
    'Bearer sk-one sk-two',
    'Bearer sk-on',
    'Bearer sk-oneX',
    'Bearer sk-two;tenant=acme;scopes=inference+reasoning:see',
  ])('refuse %j', (authorization) => {
    expect(() => keys.authenticate(authorization === undefined ? {} : { authorization })).toThrow(
      expect.objectContaining({ code: 'invalid_api_key' }),
    );
  });

  it('let in who sends them as Anthropic does, or as both do', () => {
    const acme = expect.objectContaining({ tenant: 'acme' });
    expect(keys.authenticate({ 'x-api-key': 'sk-two' })).toEqual(acme);
    expect(keys.authenticate({ 'x-api-key': 'sk-two', authorization: 'Bearer sk-two' })).toEqual(acme);
    expect(keys.authenticate({ 'x-api-key': '', authorization: 'Bearer sk-two' })).toEqual(acme);
  });

  it.each([
    { 'x-api-key': '' },
    { 'x-api-key': 'sk-on' },
    { 'x-api-key': 'Bearer sk-one' },
    { 'x-api-key': 'sk-one, sk-one' },
    { 'x-api-key': 'sk-one', authorization: 'Bearer sk-two' },
    { 'x-api-key': 'sk-wrong', authorization: 'Bearer sk-two' },
    { 'x-api-key': 'sk-one', authorization: 'Bearer sk-wrong' },
    { 'x-api-key': 'sk-one', authorization: 'Basic sk-one' },
  ])('refuse headers of which one holds another key, or none: %j', (headers) => {
    expect(() => keys.authenticate(headers)).toThrow(expect.objectContaining({ code: 'invalid_api_key' }));
  });

  it('never repeat the key that was sent', () => {
    expect(() => keys.authenticate({ authorization: 'Bearer sk-secret' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  it('allow what their scopes say', () => {
    const caller = keys.authenticate({ authorization: 'Bearer sk-two' });
    expect(() => requireScope(caller, 'inference')).not.toThrow();
    expect(() => requireScope(caller, 'reasoning:steer')).toThrow(
      expect.objectContaining({ code: 'insufficient_permissions' }),
    );
  });
});

describe('entries of API keys', () => {
  it('may limit how much is asked in a minute', () => {
    expect(parseApiKeys(['sk-secret;rpm=60;tpm=100000', 'sk-other;tpm=1'])).toEqual([
      expect.objectContaining({ requestsPerMinute: 60, tokensPerMinute: 100_000 }),
      expect.not.objectContaining({ requestsPerMinute: expect.anything() }),
    ]);
    const keys = new ApiKeys(parseApiKeys(['sk-secret;rpm=60', 'sk-other;rpm=60', 'sk-free']));
    const limitOf = (key: string) => keys.authenticate({ 'x-api-key': key }).limit;
    expect(limitOf('sk-secret')).toEqual({
      keyId: expect.not.stringContaining('secret'),
      requestsPerMinute: 60,
      tokensPerMinute: null,
    });
    expect(limitOf('sk-other')?.keyId).not.toBe(limitOf('sk-secret')?.keyId);
    expect(limitOf('sk-free')).toBeUndefined();
  });

  it('may have spaces around their parts, and in any order', () => {
    expect(parseApiKeys(['sk-secret ; scopes=inference; tenant=a.b-c_1'])).toEqual([
      { key: 'sk-secret', tenant: 'a.b-c_1', scopes: new Set(['inference']) },
    ]);
  });

  it.each([
    [';tenant=acme'],
    ['sk secret'],
    ['sk-secret;sk-secret-2'],
    ['sk-secret;tenant=acme corp'],
    ['sk-secret;tenant='],
    ['sk-secret;scopes='],
    ['sk-secret;scopes=inference+everything'],
    ['sk-secret;scopes=inference,reasoning:see'],
    ['sk-secret;tenant=a;tenant=b'],
    ['sk-secret;rpm=0'],
    ['sk-secret;rpm=-1'],
    ['sk-secret;tpm=1.5'],
    ['sk-secret;tpm=many'],
    ['sk-secret;rpm=1;rpm=1'],
    ['sk-secret;'],
    ['sk-first'],
  ])('are refused by their number, and never told, such as %s', (entry) => {
    expect(() => parseApiKeys(['sk-first', entry])).toThrow(/^entry 2 (?!.*(secret|sk-first))/);
  });

  it('are at least one', () => {
    expect(() => parseApiKeys([])).toThrow('at least one');
  });
});
