import type { Generation, GenerationClass, GenerationId } from '#protocol';

/** The right to append to one generation's log. The random id is the fence: Redis refuses every other. */
export interface Lease {
  generationId: GenerationId;
  epoch: number;
  leaseId: string;
}

/** What became of an attempt to take a generation; every refusal says why. */
export type AcquireOutcome =
  | { outcome: 'granted'; epoch: number; logLength: number; replyTo: string; generation: Generation }
  /** Somebody holds a live lease: come back later, the job must not be completed. */
  | { outcome: 'held'; lapsesInMs: number }
  /** The job is of an older epoch; another job stands for the generation. */
  | { outcome: 'duplicate' }
  /** Finished or cancelled. */
  | { outcome: 'gone' }
  /** There is no record: it has expired, or the job was faster than it. */
  | { outcome: 'unknown' }
  /** The prompt's ids belong to another vocabulary than the worker's, its context is too small, or it lacks the adapter. */
  | { outcome: 'unsuitable'; needs: GenerationNeeds };

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
}

export interface AppendOutcome {
  /**
   * `ok`: the frames are in the log. `gap`: frames before them are missing, append again from `logLength + 1`.
   * `fenced`: the lease is lost, drop the generation. `conflict`: other frames stand there, drop it too.
   */
  outcome: 'ok' | 'gap' | 'fenced' | 'conflict';
  logLength: number;
}

/** `revoked`: nobody holds it now, and a job of this epoch must be queued. `alive`: its holder was heard of lately. */
export type RevokeOutcome =
  { outcome: 'revoked'; epoch: number; model: string; class: GenerationClass } | { outcome: 'alive' | 'not-held' };

/** `ok`: this call ended it. `already`: another did. `fenced`, `gap`: the holder's log is not the present one. `gone`: expired. */
export type TerminateOutcome = 'ok' | 'already' | 'fenced' | 'gap' | 'gone';
