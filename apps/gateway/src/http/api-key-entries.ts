/** What a key may be allowed. */
export const SCOPES = ['inference', 'reasoning:see', 'reasoning:steer', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A key that may call, whose it is, and what it may do. */
export interface ApiKeyEntry {
  key: string;
  tenant: string;
  scopes: ReadonlySet<Scope>;
  /** How much it may be used in a minute, at all gateways together; absent for any amount. */
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
}

const TENANT = /^[\w.-]{1,64}$/;
const KEY = /^\S+$/;

/**
 * Reads entries such as `KEY` or `KEY;tenant=acme;scopes=inference+reasoning:see;rpm=60;tpm=100000`: without a tenant it is
 * `default`, without scopes it may do everything, without `rpm` and `tpm` as many requests and tokens per minute as it likes. Throws for the first one that is wrong, naming its number and nothing that could be a key.
 */
export function parseApiKeys(entries: readonly string[]): ApiKeyEntry[] {
  if (entries.length === 0) throw new Error('must hold at least one key');
  const parsed = entries.map((entry, index) => parseEntry(entry, `entry ${index + 1}`));
  const keys = parsed.map(({ key }) => key);
  const repeated = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (repeated >= 0) throw new Error(`entry ${repeated + 1} has the key of an entry before it`);
  return parsed;
}

function parseEntry(entry: string, which: string): ApiKeyEntry {
  const [key = '', ...settings] = entry.split(';').map((part) => part.trim());
  if (!KEY.test(key)) throw new Error(`${which} does not begin with a key, or there is a space in it`);
  const given = new Map(settings.map((setting) => parseSetting(setting, which)));
  if (given.size < settings.length) throw new Error(`${which} says something twice`);
  return {
    key,
    tenant: parseTenant(given.get('tenant'), which),
    scopes: parseScopes(given.get('scopes'), which),
    requestsPerMinute: parseLimit(given.get('rpm'), which),
    tokensPerMinute: parseLimit(given.get('tpm'), which),
  };
}

function parseSetting(setting: string, which: string): [name: string, value: string] {
  const [, name, value] = /^(tenant|scopes|rpm|tpm)=(.*)$/.exec(setting) ?? [];
  if (name === undefined || value === undefined) {
    throw new Error(
      `${which} has something behind its key that is none of tenant=NAME, scopes=SCOPE+SCOPE, rpm=REQUESTS and tpm=TOKENS`,
    );
  }
  return [name, value];
}

function parseTenant(tenant = 'default', which: string): string {
  if (!TENANT.test(tenant))
    throw new Error(`${which} has a tenant that is not made of 1 to 64 letters, digits and . _ -`);
  return tenant;
}

function parseLimit(text: string | undefined, which: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new Error(`${which} has a limit that is not a whole number from 1 on`);
  return Number(text);
}

function parseScopes(text: string | undefined, which: string): ReadonlySet<Scope> {
  const scopes = text === undefined ? SCOPES : text.split('+');
  const known = scopes.filter(isScope);
  if (known.length < scopes.length) throw new Error(`${which} has a scope that is none of ${SCOPES.join(', ')}`);
  return new Set(known);
}

function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}
