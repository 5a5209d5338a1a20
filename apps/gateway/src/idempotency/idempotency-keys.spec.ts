import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { GenerationRecord, KeyHolder } from '#ledger';
import {
  type ErrorCode,
  type Frame,
  type Generation,
  type GenerationId,
  ServingError,
  newGenerationId,
} from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { type Attempt, IdempotencyKeys } from './idempotency-keys.js';

const key = { tenant: 'acme', route: '/v1/responses', key: 'order-1' };
const ORDER = { key, digest: 'an order' };
const OTHER = { key, digest: 'another order' };

interface Held extends KeyHolder {
  standing: 'claimed' | 'lapsed' | 'kept';
}

/** A ledger with one key, and the generations that were accepted. */
class FakeLedger {
  held: Held | null = null;
  readonly records = new Map<GenerationId, GenerationRecord>();
  readonly failures = new Map<GenerationId, ErrorCode>();
  readonly ended: GenerationId[] = [];
  accepted = 0;

  readonly idempotency = {
    claim: (_key: unknown, digest: string, ids: readonly GenerationId[], replaced: KeyHolder | null = null) => {
      const { held } = this;
      const isReplaced = held?.standing === replaced?.standing && held?.ids.join() === replaced?.ids.join();
      if (held && (held.standing === 'claimed' || !isReplaced)) return Promise.resolve(held);
      this.held = { digest, ids, standing: 'claimed' };
      return Promise.resolve(null);
    },
    prolong: (_key: unknown, ids: readonly GenerationId[]) => Promise.resolve(this.isHeldBy(ids)),
    keep: (_key: unknown, ids: readonly GenerationId[]) => {
      if (this.held && this.isHeldBy(ids)) this.held = { ...this.held, standing: 'kept' };
      return Promise.resolve(this.isHeldBy(ids));
    },
    release: (_key: unknown, ids: readonly GenerationId[]) => {
      if (this.isHeldBy(ids)) this.held = null;
      return Promise.resolve();
    },
  };

  readonly generations = {
    last: (id: GenerationId): Promise<Frame> => {
      const code = this.failures.get(id);
      const events = code ? [{ type: 'error' as const, code, message: '' }] : [];
      return Promise.resolve({ sequence: 1, firstTokenIndex: 0, tokenIds: [], events });
    },
    terminate: (id: GenerationId) => {
      this.ended.push(id);
      return Promise.resolve('ok' as const);
    },
  };

  readonly control = { describe: (id: GenerationId) => Promise.resolve(this.records.get(id) ?? null) };

  /** So many choices that will be accepted. */
  attempt(choices = 1): Attempt {
    const ids = Array.from({ length: choices }, () => newGenerationId());
    // Slower than others look.
    return { ids, accept: () => delay(120).then(() => this.add(ids)) };
  }

  add(ids: readonly GenerationId[]): Generation[] {
    this.accepted++;
    const generations = ids.map((id) => sampleGeneration({ id }));
    for (const generation of generations) this.records.set(generation.id, recordOf(generation));
    return generations;
  }

  end(id: GenerationId, code?: ErrorCode): void {
    const record = this.records.get(id);
    if (record) this.records.set(id, { ...record, state: 'finished', logLength: 1 });
    if (code) this.failures.set(id, code);
  }

  private isHeldBy(ids: readonly GenerationId[]): boolean {
    return this.held?.ids.join() === ids.join();
  }
}

function recordOf(generation: Generation): GenerationRecord {
  return {
    ...{ generation, state: 'running', epoch: 1, logLength: 0, command: 0, acknowledgedCommand: 0, replyTo: '' },
    ...{ workerId: null, preemptions: 0, acceptedAtMs: 0, startedAtMs: null, endedAtMs: null },
  };
}

function scene() {
  const ledger = new FakeLedger();
  const keys = new IdempotencyKeys(ledger);
  const ask = (asked = ORDER, choices = 1) => keys.once(asked, () => ledger.attempt(choices));
  return { ledger, keys, ask };
}

describe('a request with a key', () => {
  it('is accepted once, with all its choices', async () => {
    const { ledger, ask } = scene();
    const first = await ask(ORDER, 3);
    expect(first).toMatchObject({ isKnown: false, generations: { length: 3 } });
    expect(await ask(ORDER, 3)).toEqual({ generations: first.generations, isKnown: true });
    expect(ledger.accepted).toBe(1);
  });

  it('is accepted once by many who ask at the same time', async () => {
    const { ledger, ask } = scene();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask()));
    expect(new Set(answers.map(({ generations }) => generations[0]?.id)).size).toBe(1);
    expect(answers.filter(({ isKnown }) => !isKnown)).toHaveLength(1);
    expect(ledger.accepted).toBe(1);
  });

  it('is accepted by the next one who asks when the first is refused', async () => {
    const { ledger, keys, ask } = scene();
    let refuse = (): void => undefined;
    const refused = keys.once(ORDER, () => ({
      ids: [newGenerationId()],
      accept: () => new Promise((_, reject) => (refuse = () => reject(new ServingError('overloaded')))),
    }));
    await Promise.resolve();
    const next = ask();
    refuse();
    await expect(refused).rejects.toMatchObject({ code: 'overloaded' });
    expect(await next).toMatchObject({ isKnown: false });
    expect(ledger.accepted).toBe(1);
  });

  it('is refused if another one had the key, whatever became of it', async () => {
    const { ledger, ask } = scene();
    const { generations } = await ask();
    const refused = { code: 'idempotency_key_reused', param: 'Idempotency-Key' };
    await expect(ask(OTHER)).rejects.toMatchObject(refused);
    ledger.end(generations[0]?.id ?? '', 'cancelled');
    await expect(ask(OTHER)).rejects.toMatchObject(refused);
    ledger.records.clear();
    await expect(ask(OTHER)).rejects.toMatchObject(refused);
    expect((await ask()).isKnown).toBe(false);
  });

  it.each<[ErrorCode | undefined, boolean]>([
    [undefined, true],
    ['poisonous_request', true],
    ['cancelled', false],
    ['generation_failed', false],
    ['generation_lost', false],
  ])('that ended with %s is answered by what is known: %j', async (code, isKnown) => {
    const { ledger, ask } = scene();
    const { generations } = await ask(ORDER, 2);
    ledger.end(generations[0]?.id ?? '');
    ledger.end(generations[1]?.id ?? '', code);
    expect((await ask(ORDER, 2)).isKnown).toBe(isKnown);
    expect(ledger.accepted).toBe(isKnown ? 1 : 2);
  });

  it('is accepted again when what answered it is forgotten, once', async () => {
    const { ledger, ask } = scene();
    await ask();
    ledger.records.clear();
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ generations }) => generations[0]?.id)).size).toBe(1);
    expect(ledger.accepted).toBe(2);
  });

  it('finds what a gateway that died had accepted', async () => {
    const { ledger, ask } = scene();
    const { ids } = ledger.attempt();
    ledger.held = { digest: ORDER.digest, ids, standing: 'claimed' };
    ledger.add(ids);
    const known = await ask();
    expect([known.isKnown, known.generations[0]?.id]).toEqual([true, ids[0]]);
    expect(ledger.held).toMatchObject({ ids, standing: 'kept' });
  });

  it('does not wait for a gateway that died before it had accepted, not even with another body', async () => {
    const { ledger, ask } = scene();
    ledger.held = { digest: ORDER.digest, ids: ['gen_lost'], standing: 'lapsed' };
    expect((await ask(OTHER)).isKnown).toBe(false);
  });

  it('gives up its generations for those of another gateway that took the key meanwhile', async () => {
    const { ledger, keys } = scene();
    const late = ledger.attempt();
    const theirs = ledger.attempt();
    const answer = await keys.once(ORDER, () => ({
      ids: late.ids,
      accept: () => {
        ledger.held = { digest: ORDER.digest, ids: theirs.ids, standing: 'kept' };
        ledger.add(theirs.ids);
        return Promise.resolve(ledger.add(late.ids));
      },
    }));
    expect([answer.isKnown, answer.generations[0]?.id]).toEqual([true, theirs.ids[0]]);
    expect(ledger.ended).toEqual(late.ids);
  });
});
