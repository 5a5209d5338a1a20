import type { SecretStore } from '#ledger';

const SHARED = 'reasoning-seal';

/** The configured secrets, or, if there are none, one that the gateways of this cluster made up. */
export function sealingSecrets(
  configured: readonly Uint8Array[],
  store: Pick<SecretStore, 'shared'>,
): () => Promise<readonly Uint8Array[]> {
  if (configured.length > 0) return () => Promise.resolve(configured);
  return async () => [await store.shared(SHARED)];
}
