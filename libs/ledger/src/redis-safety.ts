import type { Redis } from 'ioredis';
import { reachLedger } from './redis-connection.js';

/**
 * What about this Redis could lose accepted work, as sentences; empty when it is safe. A server that hides its
 * configuration (managed services rename CONFIG) is reported as unknown, not as unsafe.
 */
export async function findRedisHazards(redis: Redis): Promise<string[]> {
  const info = await reachLedger(() => redis.info());
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1];
  const hazards: string[] = [];
  if (value('maxmemory_policy') !== 'noeviction') {
    hazards.push(
      `maxmemory-policy is "${value('maxmemory_policy') ?? 'unknown'}": Redis may drop accepted requests; set it to noeviction`,
    );
  }
  if (value('aof_enabled') !== '1') {
    hazards.push('appendonly is off: a restart of Redis loses accepted requests; turn it on');
  }
  const [major = 0, minor = 0] = (value('redis_version') ?? '').split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) hazards.push(`version ${value('redis_version')} is older than 6.2`);
  return hazards;
}
