import { afterEach, describe, expect, it } from '@jest/globals';
import { Vocabulary } from '#harmony';
import type { GenerationLedger, GrantedGeneration, PulledJob, RenewOutcome } from '#ledger';
import { type Frame, type Generation, type NumberedCommand, decodeFrame } from '#protocol';
import type { RelayClient } from '#token-relay';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { sampleGeneration } from '../../../../test/support/sample-generation.js';
import { LogCommitter } from '../commit/log-committer.js';
import { ScriptedEngine } from '../engine/scripted-engine.js';
import { SlotTable } from '../slots/slot-table.js';
import { GenerationRunner, type RunnerOptions } from './generation-runner.js';
import type { Stay } from './stay.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const PROMPT = vocabulary.encode('Count.');

/** A ledger that grants one generation, whose log was begun elsewhere. */
class OneGeneration {
  readonly appended: Frame[] = [];
  readonly released: string[] = [];
  renewals = 0;
  renewed: RenewOutcome['outcome'] = 'ok';
  commands: NumberedCommand[] = [];
  log: Frame[] = [
    { sequence: 1, firstTokenIndex: 0, tokenIds: [], events: [{ type: 'generation-started', cachedTokens: 0 }] },
    { sequence: 2, firstTokenIndex: 0, tokenIds: vocabulary.encode('One'), events: [] },
  ];
  readonly generation: Generation = sampleGeneration({ promptTokenIds: PROMPT });
  /** Waited for before the log is given. */
  beforeRead = (): Promise<void> => Promise.resolve();

  acquire = (): Promise<GrantedGeneration> =>
    Promise.resolve({
      outcome: 'granted',
      epoch: 2,
      timeline: 't',
      logLength: 2,
      replyTo: '',
      generation: this.generation,
      commands: this.commands,
      preemptions: 0,
      resumed: null,
    });
  read = async (_id: string, first: number): Promise<Frame[]> => {
    await this.beforeRead();
    return this.log.slice(first - 1);
  };
  renew = (): Promise<RenewOutcome> => {
    this.renewals++;
    return Promise.resolve({ outcome: this.renewed, command: 0, replyTo: '' });
  };
  append = (_lease: unknown, first: number, bodies: readonly Uint8Array[]) => {
    this.appended.push(...bodies.map((body, index) => decodeFrame(first + index, body)));
    return Promise.resolve({ outcome: 'ok', logLength: first + bodies.length - 1, command: 0, replyTo: '' });
  };
  finish = (_lease: unknown, sequence: number, body: Uint8Array) => {
    this.appended.push(decodeFrame(sequence, body));
    return Promise.resolve('ok');
  };
  release = (_lease: unknown, cause: string) => {
    this.released.push(cause);
    return Promise.resolve(3);
  };
}

describe('one generation on a worker', () => {
  const committers: LogCommitter[] = [];
  afterEach(() => committers.splice(0).forEach((committer) => committer.stop()));

  async function start() {
    const ledger = new OneGeneration();
    const engine = new ScriptedEngine(vocabulary, [{ when: 'Count.', emits: ' two<|return|>' }], 1, 100);
    const slots = new SlotTable(engine.slots);
    const nothing = (): void => undefined;
    const relay = { deliver: nothing, release: nothing } as unknown as RelayClient;
    const everything = ledger as unknown as GenerationLedger;
    const errors: unknown[] = [];
    const observer = { committed: nothing, fenced: nothing, failed: nothing };
    const committer = new LogCommitter(everything, relay, { begin: nothing, end: nothing }, observer);
    committers.push(committer);
    const metrics = new Proxy({}, { get: () => nothing }) as RunnerOptions['metrics'];
    const runner = new GenerationRunner(engine, slots, everything, committer, {
      workerId: 'worker-a',
      paceTokensPerSecond: Infinity,
      isGuarded: false,
      metrics,
      someoneSuits: () => Promise.resolve(true),
      commandsBetween: () => Promise.resolve([]),
      onBegun: nothing,
      requeue: () => Promise.resolve(),
      onError: (error) => errors.push(error),
    });
    const leaving = new AbortController();
    const stay: Stay = { leave: leaving.signal, isAlone: false, onStarted: nothing, onProgress: nothing };
    const done = () => Promise.resolve();
    const job: PulledJob = {
      ...{ id: ledger.generation.id, epoch: 2, class: 'interactive', deliveries: 1 },
      ...{ complete: done, postpone: done, giveBack: done },
    };
    await slots.reserve();
    return { ledger, slots, errors, leaving, run: () => runner.run(job, stay) };
  }

  it('goes on behind the tokens of the log', async () => {
    const { ledger, slots, errors, run } = await start();
    expect(await run()).toEqual({ outcome: 'over' });
    expect(errors).toEqual([]);
    expect(ledger.appended[0]).toMatchObject({ sequence: 3, firstTokenIndex: vocabulary.encode('One').length });
    expect(ledger.appended.at(-1)?.events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    expect(slots.free).toBe(1);
  });

  it('keeps its lease while it reads a log, however long that takes', async () => {
    const { ledger, run } = await start();
    ledger.beforeRead = async () => {
      while (ledger.renewals < 2) await new Promise(setImmediate);
    };
    await run();
    expect(ledger.appended.at(-1)?.events.at(-1)).toMatchObject({ type: 'finish' });
  });

  it('is dropped when its lease is lost while its log is read', async () => {
    const { ledger, slots, run } = await start();
    ledger.renewed = 'fenced';
    ledger.beforeRead = async () => {
      while (ledger.renewals < 1) await new Promise(setImmediate);
    };
    expect(await run()).toEqual({ outcome: 'over' });
    expect([ledger.appended, ledger.released, slots.free]).toEqual([[], [], 1]);
  });

  it('leaves at once while its log is read', async () => {
    const { ledger, slots, leaving, run } = await start();
    ledger.beforeRead = () => Promise.resolve(leaving.abort('drain'));
    expect(await run()).toMatchObject({ outcome: 'left', cause: 'drain' });
    expect([ledger.appended, ledger.released, slots.free]).toEqual([[], ['drain'], 1]);
  });

  it('is for another worker, and its slot for others, when its log cannot be read or taken up', async () => {
    const unreadable = await start();
    unreadable.ledger.log = [];
    const unheardOf = await start();
    unheardOf.ledger.commands = [{ action: 'edit', toToken: 0, tokenIds: null as never, number: 1 }];
    for (const { ledger, slots, run } of [unreadable, unheardOf]) {
      expect(await run()).toMatchObject({ outcome: 'left', cause: 'fault' });
      expect([ledger.released, slots.free]).toEqual([['fault'], 1]);
    }
  });
});
