import { Redis } from 'ioredis';

/** Asks one Redis of this machine something. */
export async function withRedis<Answer>(port: number, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis({ port, lazyConnect: true });
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}
