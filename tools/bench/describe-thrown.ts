import { types } from 'node:util';

/** What was thrown, in words. A connection that fails on every address has a code but no message of its own. */
export function describeThrown(thrown: unknown): string {
  // `instanceof Error` misses Node's own errors inside Jest's realm.
  if (!types.isNativeError(thrown)) return String(thrown);
  if (thrown.message !== '') return thrown.message;
  return 'code' in thrown ? String(thrown.code) : thrown.name;
}
