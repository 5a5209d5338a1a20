import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../tools/local-cluster/free-port.js';
import { RedisServer } from '../../tools/local-cluster/redis-server.js';

/** A real redis-server with a directory of its own, gone after `remove`. */
export async function startTemporaryRedis(): Promise<{ server: RedisServer; remove: () => Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'harmonium-redis-'));
  const server = new RedisServer(directory, await findFreePort());
  await server.start();
  return {
    server,
    remove: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
