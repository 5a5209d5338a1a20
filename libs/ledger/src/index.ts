export type { GenerationLedger } from './generation-ledger.js';
export type { JobPuller, PulledJob } from './job-puller.js';
export type { JobQueue } from './job-queue.js';
export { openLedger, type LedgerAccess } from './open-ledger.js';
export type { AcquireOutcome, AppendOutcome, GenerationNeeds, Lease, TerminateOutcome } from './outcomes.js';
export type { GatewayPresence, ModelPresence, Presence, WorkerPresence } from './presence.js';
export { retryUntilReachable } from './retry-until-reachable.js';
export type { VocabularyStore } from './vocabulary-store.js';
