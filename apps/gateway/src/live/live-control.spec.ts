import { beforeAll, describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import type { GenerationRecord } from '#ledger';
import type { ControlRequest } from '#openai-api';
import { type Frame, type Generation, type NumberedCommand, ServingError, decodeFrame } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds } from '../../../../test/support/harmony-samples.js';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { SCOPES } from '../http/api-key-entries.js';
import { LiveControl } from './live-control.js';

const generation = sampleGeneration({ maxOutputTokens: 1_000, tenant: 'acme' });
const caller = { tenant: 'acme', scopes: new Set(SCOPES) };
const watcher = { tenant: 'acme', scopes: new Set(['inference'] as const) };
const RUN_AGAIN = { outcome: 'ok', epoch: 4, model: 'gpt-oss-test', class: 'batch' } as const;

let vocabulary: Vocabulary;
beforeAll(() => {
  vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
});

type Outcome = 'ok' | 'unknown' | 'finished' | 'changed' | 'too-many';

/** A ledger that notes what it is asked, and answers as it is told. */
class Scene {
  readonly calls: unknown[][] = [];
  readonly forks: Generation[] = [];
  readonly queued: unknown[] = [];
  readonly taken: string[] = [];
  isExhausted = false;
  outcomes: Outcome[] = [];
  ending: 'ok' | 'already' | 'gone' = 'ok';
  pending: NumberedCommand[] = [];
  record: GenerationRecord = {
    ...{ generation, state: 'running', epoch: 3, logLength: 1, command: 2, acknowledgedCommand: 1 },
    ...{ replyTo: '', workerId: null, preemptions: 0, acceptedAtMs: 0, startedAtMs: null },
  };

  get frames(): Frame[] {
    const tokenIds = markupIds('<|channel|>analysis<|message|>So it is', vocabulary);
    return [{ sequence: 1, firstTokenIndex: 0, tokenIds, events: [] }];
  }

  act(asked: ControlRequest, by: Parameters<LiveControl['act']>[1] = caller): Promise<Generation[]> {
    return this.control().act(generation.id, by, asked);
  }

  private control(): LiveControl {
    return new LiveControl(
      {
        control: {
          pause: (...asked) => this.answer('pause', asked, { outcome: 'ok' } as const),
          resume: (...asked) => this.answer('resume', asked, RUN_AGAIN),
          command: (...asked) => this.answer('command', asked, { outcome: 'ok', number: 3 } as const),
          edit: (...asked) => this.answer('edit', asked, { ...RUN_AGAIN, number: 3 }),
        },
        generations: {
          terminate: (...asked) => {
            this.calls.push(['terminate', ...asked]);
            return Promise.resolve(this.ending);
          },
          confirmQueued: () => Promise.resolve(),
        },
        queue: {
          add: (...asked) => Promise.resolve(void this.queued.push(asked)),
        },
      },
      {
        find: (_id, tenant) => {
          if (tenant !== 'acme') return Promise.reject(new ServingError('generation_not_found'));
          return Promise.resolve(this.record);
        },
        frames: () => Promise.resolve(this.frames),
        pendingOf: () => Promise.resolve(this.pending),
        vocabularyOf: () => Promise.resolve(vocabulary),
      },
      {
        acceptForks: async (forks, onAdmitted) => {
          await onAdmitted?.(forks);
          this.forks.push(...forks);
        },
      },
      {
        takeRequest: () => Promise.resolve(void this.taken.push('request')),
        takePrompts: (_caller, forks) =>
          this.isExhausted
            ? Promise.reject(new ServingError('token_rate_limit_exceeded'))
            : Promise.resolve(void this.taken.push(...forks.map(({ id }) => id))),
      },
      1_000,
    );
  }

  private answer<Done>(
    name: string,
    asked: unknown[],
    done: Done,
  ): Promise<Done | { outcome: Exclude<Outcome, 'ok'> }> {
    this.calls.push([name, ...asked]);
    const outcome = this.outcomes.shift() ?? 'ok';
    return Promise.resolve(outcome === 'ok' ? done : { outcome });
  }
}

const eventsOf = (body: unknown) => decodeFrame(1, body as Uint8Array).events;

describe('what people do to a generation', () => {
  it('pauses it at once, for as long as paused ones are kept', async () => {
    const scene = new Scene();
    expect(await scene.act({ action: 'pause' })).toEqual([]);
    const [[name, id, body, retentionMs] = []] = scene.calls;
    expect([name, id, eventsOf(body), retentionMs]).toEqual(['pause', generation.id, [{ type: 'paused' }], 1_000]);
  });

  it('resumes it, and brings it before the workers', async () => {
    const scene = new Scene();
    await scene.act({ action: 'resume' });
    expect(eventsOf(scene.calls[0]?.[2])).toEqual([{ type: 'resumed' }]);
    expect(scene.queued).toEqual([['gpt-oss-test', 'batch', { id: generation.id, epoch: 4 }]]);
  });

  it('ends it', async () => {
    const scene = new Scene();
    await scene.act({ action: 'cancel' });
    expect(eventsOf(scene.calls[0]?.[2])).toMatchObject([{ type: 'error', code: 'cancelled' }]);
    scene.ending = 'already';
    await expect(scene.act({ action: 'cancel' })).rejects.toMatchObject({ code: 'generation_finished' });
    scene.ending = 'gone';
    await expect(scene.act({ action: 'cancel' })).rejects.toMatchObject({ code: 'generation_not_found' });
  });

  it.each([
    [{ action: 'answer_now' }, { action: 'answer-now' }],
    [
      { action: 'think_more', tokens: 9 },
      { action: 'think-more', tokens: 9 },
    ],
    [
      { action: 'inspect', tokens: 4, alternatives: 2 },
      { action: 'inspect', tokens: 4, alternatives: 2 },
    ],
  ] as const)('leaves %j as a command', async (asked, command) => {
    const scene = new Scene();
    await scene.act(asked);
    expect(scene.calls).toEqual([['command', generation.id, command]]);
    expect(scene.queued).toEqual([]);
  });

  it.each([
    ['unknown', 'generation_not_found'],
    ['finished', 'generation_finished'],
    ['changed', 'generation_changed'],
    ['too-many', 'generation_changed'],
  ] as const)('is refused when it is %s', async (outcome, code) => {
    for (const action of ['pause', 'resume', 'answer_now'] as const) {
      const scene = new Scene();
      scene.outcomes = [outcome];
      await expect(scene.act({ action })).rejects.toMatchObject({ code });
      expect(scene.queued).toEqual([]);
    }
  });

  it("is refused for another tenant's, and steering without the scope for it", async () => {
    const scene = new Scene();
    const stranger = { ...caller, tenant: 'other' };
    for (const action of ['pause', 'answer_now'] as const) {
      await expect(scene.act({ action }, stranger)).rejects.toMatchObject({ code: 'generation_not_found' });
    }
    const edit = { action: 'edit', token: 0, text: '' } as const;
    const fork = { action: 'fork', token: 0, text: '', n: 1 } as const;
    for (const asked of [{ action: 'answer_now' } as const, edit, fork]) {
      await expect(scene.act(asked, watcher)).rejects.toMatchObject({ code: 'insufficient_permissions' });
    }
    expect(scene.calls).toEqual([]);
    for (const action of ['pause', 'resume', 'cancel'] as const) await scene.act({ action }, watcher);
    expect(scene.calls).toHaveLength(3);
  });
});

describe('an edit', () => {
  const edit = { action: 'edit', token: 4, text: ' not' } as const;

  it('is made in view of the latest command, and queued again', async () => {
    const scene = new Scene();
    await scene.act(edit);
    const command = { action: 'edit', toToken: 4, tokenIds: vocabulary.encode(' not') };
    expect(scene.calls).toEqual([['edit', generation.id, command, 2]]);
    expect(scene.queued).toHaveLength(1);
  });

  it('counts the tokens of an edit that has had no effect yet', async () => {
    const scene = new Scene();
    scene.pending = [{ action: 'edit', number: 2, toToken: 3, tokenIds: [vocabulary.encode(' a')[0] ?? 0] }];
    await scene.act(edit);
    await expect(scene.act({ ...edit, token: 5 })).rejects.toMatchObject({ param: 'token' });
  });

  it('is tried again when others came in between, but not for ever', async () => {
    const scene = new Scene();
    scene.outcomes = ['changed', 'changed'];
    await scene.act(edit);
    expect(scene.calls).toHaveLength(3);
    scene.outcomes = ['changed', 'changed', 'changed'];
    await expect(scene.act(edit)).rejects.toMatchObject({ code: 'generation_changed' });
  });

  it('is too late for what has ended', async () => {
    const scene = new Scene();
    scene.record = { ...scene.record, state: 'finished' };
    await expect(scene.act(edit)).rejects.toMatchObject({ code: 'generation_finished' });
  });
});

describe('a fork', () => {
  it('is accepted as often as was asked, with what stands and the text behind it', async () => {
    const scene = new Scene();
    const forks = await scene.act({ action: 'fork', token: 4, text: ' not', n: 3 });
    expect(scene.forks).toEqual(forks);
    expect(forks).toHaveLength(3);
    const opening = [...(scene.frames[0]?.tokenIds.slice(0, 4) ?? []), ...vocabulary.encode(' not')];
    for (const fork of forks) expect(fork.openingTokenIds).toEqual(opening);
  });

  it('counts for its key as a request does, and is not accepted when that is exhausted', async () => {
    const scene = new Scene();
    const fork: ControlRequest = { action: 'fork', token: 0, text: '', n: 2 };
    const forks = await scene.act(fork);
    expect(scene.taken).toEqual(['request', ...forks.map(({ id }) => id)]);
    scene.isExhausted = true;
    await expect(scene.act(fork)).rejects.toMatchObject({ code: 'token_rate_limit_exceeded' });
    expect(scene.forks).toHaveLength(2);
  });

  it('may be made of what has ended', async () => {
    const scene = new Scene();
    scene.record = { ...scene.record, state: 'finished' };
    expect(await scene.act({ action: 'fork', token: 0, text: '', n: 1 })).toHaveLength(1);
  });
});
