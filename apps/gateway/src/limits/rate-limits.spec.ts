import { describe, expect, it, jest } from '@jest/globals';
import type { RateOutcome, UnsettledRate } from '#ledger';
import type { Frame, GenerationEvent, GenerationId } from '#protocol';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { RateLimits } from './rate-limits.js';

const limit = { keyId: 'k', requestsPerMinute: 60, tokensPerMinute: 1_000 };
const limited = { tenant: 'acme', scopes: new Set<never>(), limit };
const free = { tenant: 'acme', scopes: new Set<never>() };
const level = { limit: 60, remaining: 1, fullInMs: 59_000 };
const standing = { requests: level, tokens: level };

const usage = { promptTokens: 10, cachedTokens: 0, completionTokens: 7, reasoningTokens: 0 };
const finish = { type: 'finish', reason: 'stop', usage } as unknown as GenerationEvent;
const paused: GenerationEvent = { type: 'paused' };
const rewound: GenerationEvent = { type: 'rewound', command: 1, toToken: 1, standing: [] };
const failure: GenerationEvent = { type: 'error', code: 'cancelled', message: '' };
const frame = (firstTokenIndex: number, tokenIds: readonly number[], ...events: GenerationEvent[]): Frame => ({
  sequence: 1,
  firstTokenIndex,
  tokenIds,
  events,
});

function scene(outcome: RateOutcome = { outcome: 'ok', ...standing }) {
  const taken: unknown[] = [];
  const settled: [GenerationId, number][] = [];
  const due: UnsettledRate[] = [];
  const ended = new Map<GenerationId, readonly Frame[]>();
  const commands = new Map<GenerationId, number>();
  const known = new Set<GenerationId>();
  const ledger = {
    rates: {
      take: (...args: unknown[]) => {
        taken.push(args);
        return Promise.resolve(outcome);
      },
      settle: ({ generationId }: UnsettledRate, tokens: number) => {
        settled.push([generationId, tokens]);
        return Promise.resolve(true);
      },
      claimUnsettled: () => Promise.resolve(due.splice(0, 2)),
    },
    generations: {
      read: (id: GenerationId, from: number, limit: number) =>
        Promise.resolve((ended.get(id) ?? []).slice(from - 1, from - 1 + limit)),
      last: (id: GenerationId) => Promise.resolve(ended.get(id)?.at(-1) ?? null),
    },
    control: {
      followerOf: (id: GenerationId) =>
        Promise.resolve(known.has(id) ? { replyTo: '', isFinished: ended.has(id) } : null),
      describe: (id: GenerationId) =>
        Promise.resolve({
          ...{ generation: sampleGeneration({ id }), state: 'finished' as const, epoch: 1, logLength: 3 },
          command: commands.get(id) ?? 0,
          ...{ acknowledgedCommand: 0, replyTo: '', workerId: null, preemptions: 0, acceptedAtMs: 0 },
          ...{ startedAtMs: null, endedAtMs: null },
        }),
    },
  };
  const failures: unknown[] = [];
  const limits = new RateLimits(ledger, (error) => failures.push(error));
  return { limits, ledger, failures, taken, settled, due, ended, known, commands };
}

const told: unknown[] = [];
const tell = (each: unknown): void => void told.push(each);

describe('the limits of a key', () => {
  it('count a request when it comes, and each prompt of it once when it is admitted', async () => {
    const { limits, taken } = scene();
    const promptTokenIds = [1, 2, 3];
    const choices = ['gen_1', 'gen_2'].map((id) => sampleGeneration({ id, promptTokenIds }));
    const other = sampleGeneration({ id: 'gen_3', promptTokenIds: [4, 5] });
    await limits.takeRequest(limited, tell);
    await limits.takePrompts(limited, [...choices, other], tell);
    expect(taken).toEqual([
      [limit, { requests: 1, tokens: 0 }],
      [limit, { requests: 0, tokens: 5 }, ['gen_1', 'gen_2', 'gen_3']],
    ]);
    expect(told.at(-1)).toMatchObject(standing);
  });

  it.each([
    ['requests', 'rate_limit_exceeded', /60 requests per minute\. Try again in 1\.5s\./],
    ['tokens', 'token_rate_limit_exceeded', /1000 tokens per minute\. Try again in 1\.5s\./],
  ] as const)(
    'refuse when %s are missing, and tell how the key stands all the same',
    async (outcome, code, message) => {
      const { limits } = scene({ outcome, waitMs: 1_500, ...standing });
      told.length = 0;
      const refused = limits.takeRequest(limited, tell);
      await expect(refused).rejects.toMatchObject({ code, retryAfterSeconds: 1.5 });
      await expect(refused).rejects.toThrow(message);
      expect(told).toHaveLength(1);
    },
  );

  it('ask nobody about a key without any', async () => {
    const { limits, taken } = scene();
    await limits.takeRequest(free, tell);
    await limits.takePrompts(free, [sampleGeneration()], tell);
    expect(taken).toEqual([]);
  });

  const finished = [frame(0, [1, 2, 3]), frame(3, [1]), frame(4, [1, 2, 3], finish)];
  const cancelled = [frame(0, [1, 2, 3]), frame(3, [1]), frame(0, [], paused), frame(0, [], failure)];
  const rewritten = [frame(0, [1, 2, 3]), frame(1, [7], rewound), frame(2, [1, 2, 3, 4, 5, 6]), frame(0, [], failure)];

  it.each([
    ['all that it made', finished, 7],
    ['all that it made when somebody ended it, whose frame says nothing of it', cancelled, 4],
    ['also what was rewritten', rewritten, 10],
    ['nothing when it failed before its first token', [frame(0, [], failure)], 0],
  ])('count %s when the end of a generation passes by', async (_, frames, tokens) => {
    const { limits, settled } = scene();
    const batches = [frames.slice(0, 1), frames.slice(1)].filter(({ length }) => length > 0);
    const source = (async function* () {
      await Promise.resolve();
      yield* batches;
    })();
    const passed: unknown[] = [];
    for await (const each of limits.settleAtEnd({ generationId: 'gen_1', limit }, source)) passed.push(each);
    expect(passed).toEqual(batches);
    expect(settled).toEqual([['gen_1', tokens]]);
  });

  it('count nothing of a generation that is left before its end: whoever looks later does', async () => {
    const { limits, settled } = scene();
    const source = (async function* () {
      await Promise.resolve();
      yield [frame(0, [1, 2, 3])];
      yield [frame(3, [], finish)];
    })();
    for await (const frames of limits.settleAtEnd({ generationId: 'gen_1', limit }, source)) if (frames) break;
    expect(settled).toEqual([]);
  });

  it('count the same of what has ended without anybody seeing it, let run what runs, and forget what is gone', async () => {
    const { limits, settled, due, ended, known, commands } = scene();
    const long = [...Array.from({ length: 1_500 }, (_, index) => frame(index, [1])), frame(0, [], failure)];
    const logs = { gen_finished: finished, gen_cancelled: cancelled, gen_rewritten: rewritten, gen_long: long };
    for (const [id, log] of Object.entries(logs)) {
      ended.set(id, log);
      known.add(id);
    }
    commands.set('gen_rewritten', 1);
    known.add('gen_running');
    due.push(...[...Object.keys(logs), 'gen_running', 'gen_gone'].map((generationId) => ({ generationId, limit })));
    await limits.settleEnded();
    expect(Object.fromEntries(settled)).toEqual({
      ...{ gen_finished: 7, gen_cancelled: 4, gen_rewritten: 10, gen_long: 1_500, gen_gone: 0 },
    });
  });

  it('settle what they can though something cannot be settled, in one pass at a time', async () => {
    const { limits, ledger, failures, settled, due } = scene();
    ledger.control.followerOf = (id) => (id === 'gen_odd' ? Promise.reject(new TypeError(id)) : Promise.resolve(null));
    const claim = jest.spyOn(ledger.rates, 'claimUnsettled');
    due.push(...['gen_odd', 'gen_1', 'gen_2'].map((generationId) => ({ generationId, limit })));
    await Promise.all([limits.settleEnded(), limits.settleEnded()]);
    expect(settled.map(([id]) => id)).toEqual(['gen_1', 'gen_2']);
    expect(failures).toEqual([new TypeError('gen_odd')]);
    expect(claim).toHaveBeenCalledTimes(3);
  });
});
