import type { Generation, GenerationClass, GenerationId, NumberedCommand } from '#protocol';

/**
 * The right to append to one generation's log. The random id is the fence: Redis refuses every other. It holds in one
 * timeline only: a Redis that went back in time voids every lease (design rule 5).
 */
export interface Lease {
  generationId: GenerationId;
  epoch: number;
  leaseId: string;
  timeline: string;
}

/** Why a generation left the worker that ran it. */
export const RESUME_CAUSES = ['death', 'drain', 'preempt', 'isolation', 'fault', 'pause', 'edit', 'redis'] as const;
export type ResumeCause = (typeof RESUME_CAUSES)[number];
/** Those for which its holder gives it back itself. */
export type ReleaseCause = Extract<ResumeCause, 'drain' | 'preempt' | 'isolation' | 'fault'>;

/** What became of an attempt to take a generation; every refusal says why. */
export type AcquireOutcome =
  | GrantedGeneration
  /** Somebody holds a live lease: come back later, the job must not be completed. */
  | { outcome: 'held'; lapsesInMs: number }
  /** The job is of an older epoch; another job stands for the generation, or it is paused. */
  | { outcome: 'duplicate' }
  /** Finished or cancelled. */
  | { outcome: 'gone' }
  /** There is no record: it has expired, or the job was faster than it. */
  | { outcome: 'unknown' }
  /** Redis went back in time, and those who know better have time to say so: come back later. */
  | { outcome: 'recovering'; readyInMs: number }
  /** Workers died of it, perhaps: it is only given to one that runs nothing else (design rule 13). */
  | { outcome: 'suspect' }
  /** Too many workers died of it: it has to be ended. */
  | { outcome: 'poisonous' }
  /** The prompt's ids belong to another vocabulary than the worker's, its context is too small, or it lacks the adapter. */
  | { outcome: 'unsuitable'; needs: GenerationNeeds };

export interface GrantedGeneration {
  outcome: 'granted';
  epoch: number;
  timeline: string;
  logLength: number;
  replyTo: string;
  generation: Generation;
  /** Commands without an effect in the log yet, in their order. */
  commands: readonly NumberedCommand[];
  /** How often it was preempted so far. */
  preemptions: number;
  /** Why it left its last worker and how long ago; `null` when it was never begun. */
  resumed: { cause: ResumeCause; agoMs: number } | null;
}

/** What a worker must have to run a generation. */
export interface GenerationNeeds {
  vocabularyHash: string;
  contextTokens: number;
  /** Name of a LoRA adapter; `null` for the model as it is. */
  adapter: string | null;
}

/** What a worker has. */
export interface WorkerAbilities {
  vocabularyHash: string;
  contextTokens: number;
  adapters: readonly string[];
}

/** Whether a worker can run a generation. The acquire script asks the same. */
export function canRun(worker: WorkerAbilities, needs: GenerationNeeds): boolean {
  const { vocabularyHash, contextTokens, adapter } = needs;
  const knowsAdapter = adapter === null || worker.adapters.includes(adapter);
  return worker.vocabularyHash === vocabularyHash && worker.contextTokens >= contextTokens && knowsAdapter;
}

/** Who asks for a lease, and what it can run. */
export interface LeaseApplicant extends WorkerAbilities {
  workerId: string;
  /** Whether it runs nothing else, and will not before this one's next token. */
  isAlone: boolean;
}

/** What the holder learns with every append and renewal: so control needs no channel of its own (design rule 7). */
export interface HolderNews {
  /** Number of the latest command; those above the last one acknowledged are to be fetched. */
  command: number;
  /** Where the follower wants the frames. */
  replyTo: string;
}

export interface AppendOutcome extends HolderNews {
  /**
   * `ok`: the frames are in the log. `gap`: frames before them are missing, append again from `logLength + 1`.
   * `fenced`: the lease is lost, drop the generation. `conflict`: other frames stand there, drop it too.
   * `void`: Redis went back in time: restore what is known, and reclaim the lease.
   */
  outcome: 'ok' | 'gap' | 'fenced' | 'conflict' | 'void';
  logLength: number;
}

export interface RenewOutcome extends HolderNews {
  outcome: 'ok' | 'fenced' | 'void';
}

/** `ok`: the lease holds again, in this timeline. `wait`: others may know more; ask again. `fenced`: it is lost. */
export type ReclaimOutcome = { outcome: 'ok'; timeline: string } | { outcome: 'wait' | 'fenced' };

/**
 * `ok`: the log has all of these frames. `unknown`: there is no record. `gap`: frames before them are missing, behind
 * `logLength`. `conflict`: others stand there, which somebody may have seen.
 */
export interface RestoreOutcome {
  outcome: 'ok' | 'unknown' | 'gap' | 'conflict';
  logLength: number;
  /** Whether somebody has gone on from the log in this timeline. If nobody has, one frame that is there vouches for all before it. */
  isTaken: boolean;
}

/** `revoked`: nobody holds it now, and a job of this epoch must be queued. `alive`: its holder was heard of lately. */
export type RevokeOutcome = ({ outcome: 'revoked' } & QueueableGeneration) | { outcome: 'alive' | 'not-held' };

/** What a queue job needs. */
export interface QueueableGeneration {
  epoch: number;
  model: string;
  class: GenerationClass;
}

/** `ok`: this call ended it. `already`: another did. `fenced`, `gap`, `void`: the holder's log is not the present one. `gone`: expired. `kept`: the condition did not hold. */
export type TerminateOutcome = 'ok' | 'already' | 'fenced' | 'gap' | 'void' | 'gone' | 'kept';

/**
 * When anybody may end a generation: `always`; `client-left`, unless somebody paused it; `unfollowed`, if its followers'
 * grace is over; `paused-too-long`.
 */
export type TerminateCondition = 'always' | 'client-left' | 'unfollowed' | 'paused-too-long';

/** What became of a command or a change of state that a person asked for. */
export type ControlOutcome =
  | { outcome: 'ok' }
  | { outcome: 'unknown' | 'finished' }
  /** Other commands came in between. */
  | { outcome: 'changed' }
  /** So many commands wait for their effect already that no more are taken until one had it. */
  | { outcome: 'too-many' };

export type GenerationState = 'queued' | 'running' | 'paused' | 'finished';

/** A generation as its record describes it. */
export interface GenerationRecord {
  generation: Generation;
  state: GenerationState;
  epoch: number;
  logLength: number;
  /** Number of the latest command, and of the last one whose effect is in the log. */
  command: number;
  acknowledgedCommand: number;
  replyTo: string;
  workerId: string | null;
  preemptions: number;
  acceptedAtMs: number;
  startedAtMs: number | null;
}

export interface GenerationProgress {
  isFinished: boolean;
  vocabularyHash: string;
  /** By Redis's clock; `null` as long as it has not ended. */
  endedAtMs: number | null;
}
