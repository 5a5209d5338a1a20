export type { AffinityStore } from './affinity-store.js';
export type { ConversationStore } from './conversations/conversation-store.js';
export type { ConversationAddress, LockedOutcome, StoredConversation } from './conversations/stored-conversation.js';
export { MOST_CONVERSATION_BYTES } from './conversations/stored-item.js';
export type { GenerationControl } from './generation-control.js';
export type { Follower, GenerationLedger } from './generation-ledger.js';
export type { JobPuller, PulledJob } from './job-puller.js';
export type { JobQueue } from './job-queue.js';
export type { OfferInbox } from './offer-inbox.js';
export type { Offer, Offers } from './offers.js';
export type { IdempotencyKey, IdempotencyStore, KeyHolder } from './idempotency/idempotency-store.js';
export { openLedger, type LedgerAccess } from './open-ledger.js';
export { RESUME_CAUSES, canRun } from './outcomes.js';
export type {
  AcquireOutcome,
  AppendOutcome,
  ControlOutcome,
  GenerationNeeds,
  GenerationProgress,
  GenerationRecord,
  GenerationState,
  GrantedGeneration,
  HolderNews,
  Lease,
  QueueableGeneration,
  ReclaimOutcome,
  ReleaseCause,
  RenewOutcome,
  RestoreOutcome,
  ResumeCause,
  TerminateCondition,
  TerminateOutcome,
  WorkerAbilities,
} from './outcomes.js';
export type {
  RateLedger,
  RateLevel,
  RateLimit,
  RateOutcome,
  RateStanding,
  UnsettledRate,
} from './rates/rate-ledger.js';
export { redisOptions } from './redis-address.js';
export type { GatewayPresence, ModelPresence, Presence, WorkerPresence } from './presence.js';
export type {
  ArchiveOutcome,
  FoundResponse,
  KeptResponse,
  ResponseForms,
  ResponseStore,
} from './responses/response-store.js';
export type { SecretStore } from './secret-store.js';
export { retryUntilReachable } from './retry-until-reachable.js';
export type { StoredTurn, TurnStore } from './turn-store.js';
export type { VocabularyStore } from './vocabulary-store.js';
