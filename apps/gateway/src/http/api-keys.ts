import { createHash, timingSafeEqual } from 'node:crypto';
import { ServingError } from '#protocol';

/** Who a key belongs to. */
export interface Caller {
  tenant: string;
}

/** The keys that may call this gateway; kept as digests, compared in constant time. */
export class ApiKeys {
  private readonly digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.digests = keys.map(digest);
  }

  /** The caller behind an Authorization header. Throws `invalid_api_key`, without repeating what was sent. */
  authenticate(authorization: string | undefined): Caller {
    const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (key === undefined) {
      throw new ServingError(
        'invalid_api_key',
        "You didn't provide an API key. Send it in an Authorization header: Authorization: Bearer YOUR_KEY.",
      );
    }
    const presented = digest(key);
    const isKnown = this.digests.reduce((found, known) => timingSafeEqual(known, presented) || found, false);
    if (!isKnown) throw new ServingError('invalid_api_key');
    return { tenant: 'default' };
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
