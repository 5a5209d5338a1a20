import { describe, expect, it } from '@jest/globals';
import { sealingSecrets } from './sealing-secrets.js';

describe('the secrets for seals', () => {
  const made = Buffer.from('made up by the cluster');
  const asked: string[] = [];
  const store = {
    shared: (name: string) => {
      asked.push(name);
      return Promise.resolve(made);
    },
  };

  it('are those that are configured, else one that the cluster shares', async () => {
    const configured = [Buffer.from('one'), Buffer.from('two')];
    expect(await sealingSecrets(configured, store)()).toEqual(configured);
    expect(asked).toEqual([]);
    expect(await sealingSecrets([], store)()).toEqual([made]);
    expect(asked).toEqual(['reasoning-seal']);
  });
});
