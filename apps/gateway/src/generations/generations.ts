import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LedgerAccess, retryUntilReachable } from '#ledger';
import {
  type Frame,
  type Generation,
  type GenerationId,
  type GenerationRequest,
  ServingError,
  encodeEventFrame,
} from '#protocol';
import type { GatewayMetrics } from '../gateway-metrics.js';
import type { Admission, AdmittedRequest } from './admission.js';
import type { Dispatcher } from './dispatcher.js';
import type { LocalFollowing } from './local-following.js';
import type { PreparedGeneration } from './prepare-generation.js';
import { requireModestAnswer } from './request-bounds.js';

const CANCEL_WITHIN_MS = 60_000;

/** One of the answers that a request asks for: under which new id, and with which seed. */
export interface AskedChoice {
  id: GenerationId;
  seed: number;
}

/** A request, and the choices that answer it: generations with the same prompt. */
export interface AskedRequest {
  request: GenerationRequest;
  choices: readonly AskedChoice[];
}

/** Done while generations are made durable, not before that: if it fails, none of them begins for its client. */
export type Meanwhile = () => Promise<unknown>;

/** Told of generations that are about to begin; none of them does if it rejects, or what it wants done meanwhile. */
export type OnAdmitted = (generations: readonly Generation[]) => Promise<Meanwhile | undefined>;

/** Generations with the same prompt, and the worker that probably holds the beginning of it. */
interface Sibling {
  generations: readonly Generation[];
  holder: Promise<string | null>;
}

/** The heart of the gateway: a request is accepted, and followed. */
export class Generations {
  private shuttingDown = false;

  constructor(
    private readonly admission: Pick<Admission, 'admit' | 'requireServed'>,
    private readonly dispatcher: Pick<Dispatcher, 'dispatch'>,
    private readonly ledger: Pick<LedgerAccess, 'isReachable'> & {
      generations: Pick<LedgerAccess['generations'], 'terminate'>;
    },
    private readonly local: Pick<LocalFollowing, 'remember' | 'persistenceOf' | 'open' | 'claim' | 'close'>,
    private readonly metrics: Pick<GatewayMetrics, 'accepted' | 'cancelled' | 'startGeneration'>,
  ) {}

  /**
   * Accepts a request, once for every choice: generations with the same prompt. When this returns they are durable: they will
   * end, whoever dies. Throws `ServingError` if refused; then none of them runs.
   */
  accept(request: GenerationRequest, choices: readonly AskedChoice[]): Promise<Generation[]> {
    return this.acceptAll([{ request, choices }]);
  }

  /**
   * The same for several requests that one answer is given to: all of them, at the same moment, or none. `onAdmitted` is told
   * of them when nothing but a failure can refuse them any more; they are durable only after it has resolved.
   */
  async acceptAll(asked: readonly AskedRequest[], onAdmitted: OnAdmitted = nothing): Promise<Generation[]> {
    this.requireOpen();
    const admitted: (AdmittedRequest & Pick<AskedRequest, 'choices'>)[] = [];
    for (const { request, choices } of asked) {
      // Each prompt may take as long as one alone may; others have their turns in between.
      if (admitted.length > 0) await nextTurn();
      admitted.push({ ...(await this.admission.admit(request)), choices });
    }
    requireModestAnswer(admitted.map(({ prepared, choices }) => ({ prepared, choices: choices.length })));
    const acceptedAtMs = admitted[0]?.prepared.acceptedAtMs ?? Date.now();
    const siblings = admitted.map(({ prepared, holder, choices }) => ({
      generations: choices.map((choice) => toGeneration({ ...prepared, acceptedAtMs }, choice)),
      holder,
    }));
    const generations = siblings.flatMap((sibling) => sibling.generations);
    const meanwhile = await onAdmitted(generations);
    await this.persist(siblings, meanwhile);
    return generations;
  }

  /**
   * Accepts generations that continue another one's log: all of them or none. Throws `ServingError` if refused, as when
   * nobody serves their model. `onAdmitted` is told of them before they are made durable; none of them begins if it rejects.
   */
  async acceptForks(
    generations: readonly Generation[],
    onAdmitted: (generations: readonly Generation[]) => Promise<unknown> = nothing,
  ): Promise<void> {
    this.requireOpen();
    for (const { model } of generations) await this.admission.requireServed(model);
    await onAdmitted(generations);
    await this.persist([{ generations, holder: Promise.resolve(null) }]);
  }

  /**
   * Frames of a generation that was accepted here, from position `from` on; the last one holds `finish` or `error`. Leaving
   * before that cancels one that was accepted as foreground, unless it is this gateway that leaves.
   */
  async *follow(id: GenerationId, from: number, signal: AbortSignal): AsyncGenerator<readonly Frame[], void, void> {
    const follower = this.local.open(id, from, true);
    const measure = this.metrics.startGeneration();
    try {
      for await (const frames of follower.batches(signal)) {
        measure(frames);
        yield frames;
      }
    } finally {
      const isForeground = this.local.persistenceOf(id) === 'foreground';
      this.local.close(follower, this.shuttingDown || isForeground);
      if (!follower.ended && !this.shuttingDown && isForeground) this.cancel(id);
    }
  }

  /**
   * The same for any generation, wherever it was accepted and whether or not it runs; leaving cancels nothing. Throws
   * `generation_not_found` before the first frame.
   */
  async *attach(id: GenerationId, from: number, signal: AbortSignal): AsyncGenerator<readonly Frame[], void, void> {
    const isLive = await this.local.claim(id);
    const follower = this.local.open(id, from, isLive);
    follower.lookNow();
    try {
      yield* follower.batches(signal);
    } finally {
      this.local.close(follower, this.shuttingDown);
    }
  }

  /** From now on nothing is accepted, and leaving a stream cancels nothing: what was accepted goes on without this gateway. */
  beginShutdown(): void {
    this.shuttingDown = true;
  }

  private requireOpen(): void {
    if (this.shuttingDown) throw new ServingError('shutting_down', undefined, { retryAfterSeconds: 1 });
    if (!this.ledger.isReachable()) throw new ServingError('ledger_unavailable', undefined, { retryAfterSeconds: 2 });
  }

  /** A write that failed may have been carried out: then nobody waits for these generations, and they are ended. */
  private async persist(siblings: readonly Sibling[], meanwhile: Meanwhile = nothing): Promise<void> {
    const generations = siblings.flatMap((sibling) => sibling.generations);
    const dispatched = siblings.map((sibling) => this.dispatcher.dispatch(sibling.generations, sibling.holder));
    const failed = (await Promise.allSettled([...dispatched, meanwhile()])).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') {
      for (const { id } of generations) this.cancel(id);
      throw failed.reason;
    }
    for (const generation of generations) {
      this.local.remember(generation);
      this.metrics.accepted(generation);
    }
  }

  /** Ends the generation in the ledger, unless somebody paused it; its worker learns it from the next append and frees the slot. */
  private cancel(id: GenerationId): void {
    const ending = encodeEventFrame({ type: 'error', code: 'cancelled', message: 'The client left.' });
    this.metrics.cancelled();
    void retryUntilReachable(
      () => this.ledger.generations.terminate(id, ending, 'client-left'),
      AbortSignal.timeout(CANCEL_WITHIN_MS),
    ).catch(() => undefined);
  }
}

function toGeneration(prepared: PreparedGeneration, { id, seed }: AskedChoice): Generation {
  return { ...prepared, id, sampling: { ...prepared.sampling, seed } };
}

async function nothing(): Promise<undefined> {
  // Nobody wants to know.
}
