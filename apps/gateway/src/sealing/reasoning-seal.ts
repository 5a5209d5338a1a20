import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** A thought as it goes out to a client and comes back: its words, and the tokens in which the model wrote them. */
export interface SealedThought {
  text: string;
  /** Of which vocabulary the tokens are; without tokens, empty. */
  vocabularyHash: string;
  tokenIds: readonly number[];
}

/** Says which format follows; whatever begins otherwise was not sealed here. */
const FORMAT = 'hs1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals thoughts with AES-256-GCM for the tenant whose they are, under one secret of the cluster, so that clients can keep
 * them without being able to read or change them. The nonce is a keyed digest of what is sealed, as in SIV (RFC 8452): the
 * same thought gives the same text on every gateway and in every replay, and a nonce never serves two different ones.
 */
export class ReasoningSeal {
  private readonly key: Buffer;
  private readonly nonceKey: Buffer;

  constructor(secret: Uint8Array) {
    this.key = derive(secret, 'harmonium reasoning seal');
    this.nonceKey = derive(secret, 'harmonium reasoning seal nonce');
  }

  seal(tenant: string, { text, vocabularyHash, tokenIds }: SealedThought): string {
    const plain = Buffer.from(JSON.stringify([text, vocabularyHash, tokenIds]));
    const nonce = createHmac('sha256', this.nonceKey)
      .update(`${Buffer.byteLength(tenant)} ${tenant}`)
      .update(plain)
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(tenant));
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return FORMAT + sealed.toString('base64url');
  }

  /** What was sealed for this tenant; `null` for everything else. */
  open(tenant: string, sealed: string): SealedThought | null {
    const bytes = Buffer.from(sealed.slice(FORMAT.length), 'base64url');
    if (!sealed.startsWith(FORMAT) || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(tenant))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      // Only ever what we wrote ourselves: its tag says so.
      const [text, vocabularyHash, tokenIds] = JSON.parse(plain.toString()) as [string, string, number[]];
      return { text, vocabularyHash, tokenIds };
    } catch {
      return null;
    }
  }
}

function derive(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
