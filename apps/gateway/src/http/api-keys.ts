import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RateLimit } from '#ledger';
import { ServingError } from '#protocol';
import type { ApiKeyEntry, Scope } from './api-key-entries.js';

/** Who a key belongs to, and what it may do. */
export interface Caller {
  tenant: string;
  scopes: ReadonlySet<Scope>;
  /** Absent for a key that may be used as much as anybody wants. */
  limit?: RateLimit;
}

/** The keys that may call this gateway; kept as digests, compared in constant time. */
export class ApiKeys {
  private readonly known: readonly { digest: Buffer; caller: Caller }[];

  constructor(entries: readonly ApiKeyEntry[]) {
    this.known = entries.map((entry) => ({ digest: digest(entry.key), caller: toCaller(entry) }));
  }

  /**
   * The caller behind the key in the headers: that of OpenAI's clients, that of Anthropic's, or both if they hold the same
   * key. Throws `invalid_api_key`, without repeating what was sent.
   */
  authenticate(headers: IncomingHttpHeaders): Caller {
    const presented = digest(presentedKey(headers));
    const caller = this.known.reduce<Caller | null>(
      (found, known) => (timingSafeEqual(known.digest, presented) ? known.caller : found),
      null,
    );
    if (!caller) throw new ServingError('invalid_api_key');
    return caller;
  }
}

/** Throws `insufficient_permissions` unless the caller's key has the scope. */
export function requireScope({ scopes }: Caller, scope: Scope): void {
  if (scopes.has(scope)) return;
  throw new ServingError('insufficient_permissions', `This key may not do that: it lacks the scope '${scope}'.`);
}

function toCaller({ key, tenant, scopes, requestsPerMinute, tokensPerMinute }: ApiKeyEntry): Caller {
  if (requestsPerMinute === undefined && tokensPerMinute === undefined) return { tenant, scopes };
  const keyId = digest(key).toString('base64url');
  const limit = { keyId, requestsPerMinute: requestsPerMinute ?? null, tokensPerMinute: tokensPerMinute ?? null };
  return { tenant, scopes, limit };
}

function presentedKey({ authorization, 'x-api-key': sent }: IncomingHttpHeaders): string {
  const bearer = authorization ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
  const other = typeof sent === 'string' && sent !== '' ? sent : undefined;
  const key = bearer ?? other;
  if (key === undefined || (authorization && bearer === undefined)) {
    throw new ServingError(
      'invalid_api_key',
      "You didn't provide an API key. Send it in an Authorization header: Authorization: Bearer YOUR_KEY, or in an x-api-key header.",
    );
  }
  // Which of two keys a request is meant to be of, nobody but its sender knows.
  if (bearer === undefined || other === undefined || digest(bearer).equals(digest(other))) return key;
  throw new ServingError(
    'invalid_api_key',
    'The headers Authorization and x-api-key hold different API keys: send one.',
  );
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
