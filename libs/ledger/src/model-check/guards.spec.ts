import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTemporaryRedis } from '../../../../test/support/temporary-redis.js';
import { type Direction, anyWalk } from './testing/any-walk.js';
import { type Behaviour, PRODUCT_BEHAVIOUR } from './testing/behaviour.js';
import { type ScriptChange, connectChecked } from './testing/checked-redis.js';
import { BEHAVIOUR_GUARDS } from './testing/behaviour-guards.js';
import { Violation } from './testing/remembered.js';
import { CONTROL_GUARDS } from './testing/control-guards.js';
import { END_GUARDS } from './testing/end-guards.js';
import { LEASE_GUARDS } from './testing/lease-guards.js';
import { takeWalk } from './testing/walk.js';

const WALKS = 600;
const LANES = 6;

describe('without one of its guards the protocol breaks a promise', () => {
  let url: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const temporary = await startTemporaryRedis();
    ({ remove } = temporary);
    ({ url } = temporary.server);
  });

  afterAll(async () => {
    await remove();
  });

  it.each([...LEASE_GUARDS, ...CONTROL_GUARDS, ...END_GUARDS])(
    '$script: $rule',
    async (guard) => {
      await expectBroken(guard, PRODUCT_BEHAVIOUR, [guard]);
    },
    60_000,
  );

  it.each(BEHAVIOUR_GUARDS)(
    'workers, gateways and sweepers: $behaviour',
    async (guard) => {
      await expectBroken(guard, { ...PRODUCT_BEHAVIOUR, [guard.behaviour]: false });
    },
    60_000,
  );

  /** That some walk breaks a promise; several are taken at the same time. */
  async function expectBroken(
    direction: Direction,
    behaviour: Behaviour,
    changes: readonly ScriptChange[] = [],
  ): Promise<void> {
    const redis = connectChecked(url, changes);
    const property = fc.asyncProperty(anyWalk(direction), (walk) => takeWalk(redis, walk, behaviour));
    let broken: Violation | null = null;
    const takeSome = async (firstSeed: number): Promise<void> => {
      for (let seed = firstSeed; seed < WALKS && !broken; seed += LANES) {
        const { errorInstance } = await fc.check(property, { numRuns: 1, seed, endOnFailure: true });
        if (errorInstance instanceof Violation) broken = errorInstance;
        else if (errorInstance) throw new Error('The walk itself went wrong', { cause: errorInstance });
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, lane) => takeSome(lane)));
    redis.disconnect();
    expect(broken).toBeInstanceOf(Violation);
  }
});
