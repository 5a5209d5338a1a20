import { beforeAll, describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import type { GenerationRecord } from '#ledger';
import { type Frame, type GenerationId, newGenerationId } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds } from '../../../../test/support/harmony-samples.js';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { LiveGenerations, summarizeNew } from './live-generations.js';

const EVERYTHING = { reasoning: true, tokens: true };

let vocabulary: Vocabulary;
beforeAll(() => {
  vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
});

function recordOf(id: GenerationId, tenant = 'acme'): GenerationRecord {
  const generation = sampleGeneration({ id, tenant });
  return {
    ...{ generation, state: 'running', epoch: 1, logLength: 3, command: 0, acknowledgedCommand: 0 },
    ...{ replyTo: '', workerId: null, preemptions: 0, acceptedAtMs: 0, startedAtMs: 0 },
  };
}

function scene(
  records: readonly GenerationRecord[],
  log: readonly Frame[] = [],
  reads: string[] = [],
): LiveGenerations {
  const ids = records.map(({ generation }) => generation.id);
  return new LiveGenerations(
    {
      control: {
        describe: (id) => Promise.resolve(records.find(({ generation }) => generation.id === id) ?? null),
        list: (_tenant, limit) => Promise.resolve(ids.slice(0, limit)),
        commandsBetween: () => Promise.resolve([]),
      },
      generations: {
        read: (_id, from, limit) => {
          reads.push('read');
          return Promise.resolve(log.slice(from - 1, from - 1 + limit));
        },
        last: () => {
          reads.push('last');
          return Promise.resolve(log.at(-1) ?? null);
        },
      },
    },
    { vocabulary: () => Promise.resolve(vocabulary) },
  );
}

describe('a generation', () => {
  const id = newGenerationId();

  it("is nobody's but its tenant's", async () => {
    const live = scene([recordOf(id)]);
    expect((await live.find(id, 'acme')).generation.id).toBe(id);
    for (const [one, tenant] of [
      [id, 'other'],
      [newGenerationId(), 'acme'],
      ['gen_*', 'acme'],
    ] as const) {
      await expect(live.find(one, tenant)).rejects.toMatchObject({ code: 'generation_not_found' });
    }
  });

  it('is shown with every token of however long a log, by the names that people know', async () => {
    const tokenIds = markupIds('<|channel|>analysis<|message|>So', vocabulary);
    const log = Array.from({ length: 2_500 }, (_, at): Frame => {
      return { sequence: at + 1, firstTokenIndex: at, tokenIds: [tokenIds[at] ?? tokenIds.at(-1) ?? 0], events: [] };
    });
    const { tokens, token_count: count } = await scene([recordOf(id)], log).show(id, 'acme', EVERYTHING);
    expect(count).toBe(2_500);
    expect(tokens?.slice(0, 4)).toEqual([
      { index: 0, id: tokenIds[0], text: '<|channel|>', channel: 'header' },
      { index: 1, id: tokenIds[1], text: 'analysis', channel: 'header' },
      { index: 2, id: tokenIds[2], text: '<|message|>', channel: 'header' },
      { index: 3, id: tokenIds[3], text: 'So', channel: 'reasoning' },
    ]);
  });

  it('has the position of all that is shown, though it has gone on since the ledger was asked', async () => {
    const log = [1, 2, 3, 4].map((sequence): Frame => ({ sequence, firstTokenIndex: 0, tokenIds: [5], events: [] }));
    expect(await scene([recordOf(id)], log).show(id, 'acme', EVERYTHING)).toMatchObject({
      position: 4,
      token_count: 4,
    });
  });

  it('is summarized by the last frame of its log alone', async () => {
    const reads: string[] = [];
    const body = await scene([recordOf(id)], [], reads).summarize(id, 'acme');
    expect(body).toMatchObject({ id, status: 'in_progress', position: 3 });
    expect(body).not.toHaveProperty('output');
    expect(reads).toEqual(['last']);
    await expect(scene([recordOf(id)]).summarize(id, 'other')).rejects.toMatchObject({ code: 'generation_not_found' });
  });

  it('that is new waits, and has said nothing', () => {
    expect(summarizeNew(recordOf(id).generation)).toMatchObject({ status: 'queued', position: 0, usage: null });
  });
});

describe('a list of generations', () => {
  it('says whether there are more, and leaves out what has expired meanwhile', async () => {
    const records = [1, 2, 3].map(() => recordOf(newGenerationId()));
    const ended: Frame = {
      ...{ sequence: 3, firstTokenIndex: 0, tokenIds: [] },
      events: [{ type: 'error', code: 'cancelled', message: 'The client left.' }],
    };
    const log = [ended, ended, ended];
    const { bodies, hasMore } = await scene(records, log).list('acme', 2, null);
    expect(bodies.map(({ id, status }) => [id, status])).toEqual(
      records.slice(0, 2).map(({ generation }) => [generation.id, 'cancelled']),
    );
    expect(hasMore).toBe(true);
    expect(await scene(records, log).list('acme', 3, null)).toMatchObject({ hasMore: false });
    expect((await scene(records, log).list('other', 3, null)).bodies).toEqual([]);
  });
});
