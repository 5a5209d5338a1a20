import { describe, expect, it } from '@jest/globals';
import { ApiKeys } from './api-keys.js';

describe('API keys', () => {
  const keys = new ApiKeys(['sk-one', 'sk-two']);

  it('let every configured key in, however the scheme is spelled', () => {
    expect(keys.authenticate('Bearer sk-two')).toEqual({ tenant: 'default' });
    expect(keys.authenticate('bearer  sk-one')).toEqual({ tenant: 'default' });
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
  ])('refuse %j', (authorization) => {
    expect(() => keys.authenticate(authorization)).toThrow(expect.objectContaining({ code: 'invalid_api_key' }));
  });

  it('never repeat the key that was sent', () => {
    expect(() => keys.authenticate('Bearer sk-secret')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
