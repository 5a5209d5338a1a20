import type { ControlOutcome, LedgerAccess, QueueableGeneration } from '#ledger';
import type { ControlRequest } from '#openai-api';
import { type Generation, type GenerationId, ServingError, encodeEventFrame } from '#protocol';
import type { Generations } from '../generations/generations.js';
import { type Caller, requireScope } from '../http/api-keys.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { foldFrames, foldWithEdits } from './fold-frames.js';
import type { LiveGenerations } from './live-generations.js';
import { type Rewrite, type RewrittenOutput, forkGeneration, rewriteOutput } from './rewrite.js';

const EDIT_TRIES = 3;

/** What of the ledger is needed to change how generations go on. */
export interface ControllingLedger {
  generations: Pick<LedgerAccess['generations'], 'terminate' | 'confirmQueued'>;
  control: Pick<LedgerAccess['control'], 'pause' | 'resume' | 'command' | 'edit'>;
  queue: Pick<LedgerAccess['queue'], 'add'>;
}

type Refusal = Exclude<ControlOutcome['outcome'], 'ok'>;

/** What people do to generations, whoever runs and follows them (design rules 6, 7, 8 and 14). */
export class LiveControl {
  constructor(
    private readonly ledger: ControllingLedger,
    private readonly live: Pick<LiveGenerations, 'find' | 'frames' | 'pendingOf' | 'vocabularyOf'>,
    private readonly generations: Pick<Generations, 'acceptForks'>,
    private readonly limits: Pick<RateLimits, 'takeRequest' | 'takePrompts'>,
    private readonly pausedRetentionMs: number,
  ) {}

  /**
   * Does what was asked to a generation of the caller's tenant. When this returns it is durable. Returns the generations that
   * came of it: only a fork has any. Throws `generation_not_found`, `generation_finished`, `generation_changed` when it cannot
   * be done now, `insufficient_permissions`, `invalid_value` for an edit or a fork where there can be none, and for a fork what
   * the limits of its key refuse.
   */
  async act(id: GenerationId, caller: Caller, asked: ControlRequest): Promise<Generation[]> {
    if (isSteering(asked)) requireScope(caller, 'reasoning:steer');
    if (asked.action === 'fork') {
      requireScope(caller, 'inference');
      return this.fork(id, caller, asked, asked.n);
    }
    await this.live.find(id, caller.tenant);
    await this.change(id, caller, asked);
    return [];
  }

  private async change(
    id: GenerationId,
    caller: Caller,
    asked: Exclude<ControlRequest, { action: 'fork' }>,
  ): Promise<void> {
    const { control } = this.ledger;
    switch (asked.action) {
      case 'pause':
        return requireDone(await control.pause(id, encodeEventFrame({ type: 'paused' }), this.pausedRetentionMs));
      case 'resume':
        return this.queue(id, await control.resume(id, encodeEventFrame({ type: 'resumed' })));
      case 'cancel':
        return this.cancel(id);
      case 'answer_now':
        return requireDone(await control.command(id, { action: 'answer-now' }));
      case 'think_more':
        return requireDone(await control.command(id, { action: 'think-more', tokens: asked.tokens }));
      case 'inspect': {
        const { tokens, alternatives } = asked;
        return requireDone(await control.command(id, { action: 'inspect', tokens, alternatives }));
      }
      case 'edit':
        return this.edit(id, caller, asked);
    }
  }

  private async cancel(id: GenerationId): Promise<void> {
    const message = 'The generation was cancelled.';
    const outcome = await this.ledger.generations.terminate(
      id,
      encodeEventFrame({ type: 'error', code: 'cancelled', message }),
    );
    if (outcome === 'ok') return;
    if (outcome === 'gone') throw new ServingError('generation_not_found');
    throw new ServingError(outcome === 'already' ? 'generation_finished' : 'generation_changed');
  }

  /** Edits what stands once earlier edits have had their effect; looks again when others come in between. */
  private async edit(id: GenerationId, { tenant }: Caller, rewrite: Rewrite): Promise<void> {
    let rewritten: RewrittenOutput | undefined;
    for (let tries = 1; ; tries++) {
      const record = await this.live.find(id, tenant);
      if (record.state === 'finished') throw new ServingError('generation_finished');
      const pending = await this.live.pendingOf(record);
      const outputIds = foldWithEdits(await this.live.frames(id), pending);
      const vocabulary = await this.live.vocabularyOf(record.generation);
      rewritten = rewriteOutput(rewrite, outputIds, record.generation, vocabulary, rewritten?.tokenIds);
      const outcome = await this.ledger.control.edit(id, { action: 'edit', ...rewritten }, record.command);
      if (outcome.outcome !== 'changed' || tries === EDIT_TRIES) return this.queue(id, outcome);
    }
  }

  /** Counts for the caller's key as requests do. */
  private async fork(id: GenerationId, caller: Caller, rewrite: Rewrite, count: number): Promise<Generation[]> {
    const { generation } = await this.live.find(id, caller.tenant);
    await this.limits.takeRequest(caller, untold);
    const outputIds = foldFrames(await this.live.frames(id));
    const vocabulary = await this.live.vocabularyOf(generation);
    const rewritten = rewriteOutput(rewrite, outputIds, generation, vocabulary);
    const forks = Array.from({ length: count }, () => forkGeneration(generation, outputIds, rewritten));
    await this.generations.acceptForks(forks, () => this.limits.takePrompts(caller, forks, untold));
    return forks;
  }

  /** The record is the obligation: what the queue could not be told of, the sweeper tells it within seconds. */
  private async queue(
    id: GenerationId,
    outcome: ({ outcome: 'ok' } & QueueableGeneration) | { outcome: Refusal },
  ): Promise<void> {
    if (outcome.outcome !== 'ok') throw refused(outcome.outcome);
    try {
      await this.ledger.queue.add(outcome.model, outcome.class, { id, epoch: outcome.epoch });
      await this.ledger.generations.confirmQueued(id, outcome.epoch);
    } catch {
      // The sweeper.
    }
  }
}

/** How a key stands is told with answers only. */
function untold(): void {
  // Nobody.
}

/** Whether it changes what the model thinks or says, or shows how. */
function isSteering({ action }: ControlRequest): boolean {
  return action !== 'pause' && action !== 'resume' && action !== 'cancel';
}

function requireDone({ outcome }: { outcome: ControlOutcome['outcome'] }): void {
  if (outcome !== 'ok') throw refused(outcome);
}

function refused(outcome: Refusal): ServingError {
  switch (outcome) {
    case 'unknown':
      return new ServingError('generation_not_found');
    case 'finished':
      return new ServingError('generation_finished');
    case 'changed':
      return new ServingError('generation_changed');
    case 'too-many':
      return new ServingError(
        'generation_changed',
        'Too much was asked of this generation that it has not done yet; wait.',
      );
  }
}
