/** What a key may be allowed. */
export const SCOPES = ['inference', 'reasoning:see', 'reasoning:steer', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A key that may call, whose it is, and what it may do. */
export interface ApiKeyEntry {
  key: string;
  tenant: string;
  scopes: ReadonlySet<Scope>;
}

const TENANT = /^[\w.-]{1,64}$/;
const KEY = /^\S+$/;

/**
 * Reads entries such as `KEY` or `KEY;tenant=acme;scopes=inference+reasoning:see`: without a tenant it is `default`, without
 * scopes it may do everything. Throws for the first one that is wrong, naming its number and nothing that could be a key.
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
  return { key, tenant: parseTenant(given.get('tenant'), which), scopes: parseScopes(given.get('scopes'), which) };
}

function parseSetting(setting: string, which: string): [name: string, value: string] {
  const [, name, value] = /^(tenant|scopes)=(.*)$/.exec(setting) ?? [];
  if (name === undefined || value === undefined) {
    throw new Error(`${which} has something behind its key that is neither tenant=NAME nor scopes=SCOPE+SCOPE`);
  }
  return [name, value];
}

function parseTenant(tenant = 'default', which: string): string {
  if (!TENANT.test(tenant))
    throw new Error(`${which} has a tenant that is not made of 1 to 64 letters, digits and . _ -`);
  return tenant;
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
