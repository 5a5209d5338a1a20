import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { anyWalk } from './testing/any-walk.js';
import { PRODUCT_BEHAVIOUR } from './testing/behaviour.js';
import { connectChecked } from './testing/checked-redis.js';
import { takeWalk } from './testing/walk.js';

/** Walks at the same time, so that neither Redis nor we wait for the other. */
const LANES = 6;
/** `MODEL_CHECK_WALKS` asks for more; `MODEL_CHECK_SEED` and `MODEL_CHECK_PATH`, from the report of a failure, for the same one again. */
const { MODEL_CHECK_WALKS, MODEL_CHECK_SEED, MODEL_CHECK_PATH } = process.env;
const WALKS = Number(MODEL_CHECK_WALKS ?? 1_500);
const AGAIN = MODEL_CHECK_SEED
  ? { seed: Number(MODEL_CHECK_SEED), ...(MODEL_CHECK_PATH && { path: MODEL_CHECK_PATH }) }
  : {};
/** How long a failing walk is made shorter, at most; nothing of one that keeps its promises. */
const ENOUGH_MS = Math.max(120_000, WALKS * 100);

describe('the protocol', () => {
  let redis: Redis;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    remove = temporary.remove;
    redis = connectChecked(temporary.server.url);
    await redis.config('SET', 'appendonly', 'no');
  });

  afterAll(async () => {
    redis.disconnect();
    await remove();
  });

  it(
    'keeps its promises whatever happens',
    async () => {
      const property = fc.asyncProperty(anyWalk(), (walk) => takeWalk(redis, walk, PRODUCT_BEHAVIOUR));
      const lanes = MODEL_CHECK_SEED ? 1 : LANES;
      const settings = { numRuns: Math.ceil(WALKS / lanes), interruptAfterTimeLimit: ENOUGH_MS, ...AGAIN };
      const reports = await Promise.all(Array.from({ length: lanes }, () => fc.check(property, settings)));
      const failed = reports.find((report) => report.failed);
      if (failed) throw new Error(`${String(failed.errorInstance)}\n${fc.defaultReportMessage(failed)}`);
      expect(reports.reduce((walks, { numRuns }) => walks + numRuns, 0)).toBeGreaterThanOrEqual(WALKS);
    },
    ENOUGH_MS * 2,
  );
});
