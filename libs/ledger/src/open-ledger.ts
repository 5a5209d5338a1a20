import type { Redis } from 'ioredis';
import type { GenerationClass } from '#protocol';
import { AffinityStore } from './affinity-store.js';
import { ConversationStore } from './conversations/conversation-store.js';
import { GenerationControl } from './generation-control.js';
import { GenerationLedger } from './generation-ledger.js';
import { IdempotencyStore } from './idempotency/idempotency-store.js';
import { JobPuller } from './job-puller.js';
import { JobQueue } from './job-queue.js';
import { LedgerKeys } from './keys.js';
import { LedgerConnection } from './ledger-connection.js';
import { OfferInbox } from './offer-inbox.js';
import { type Offer, Offers } from './offers.js';
import { ALIVE_MS, type GatewayPresence, type ModelPresence, Presence, type WorkerPresence } from './presence.js';
import { RateLedger } from './rates/rate-ledger.js';
import { connectBlockingRedis, connectProducerRedis, connectRedis } from './redis-connection.js';
import { findRedisHazards } from './redis-safety.js';
import { type ResponseForms, ResponseStore } from './responses/response-store.js';
import { SecretStore } from './secret-store.js';
import { Sweeper } from './sweeper.js';
import { TurnStore } from './turn-store.js';
import { UrgentCallListener } from './urgent-calls.js';
import { VocabularyStore } from './vocabulary-store.js';

/** A model is known to exist for a day after its last worker went, so that an outage is a 503 and not a 404. */
const MODELS_REMEMBERED_MS = 24 * 60 * 60_000;

/** Everything that one process does with Redis. */
export interface LedgerAccess {
  generations: GenerationLedger;
  control: GenerationControl;
  timeline: Pick<LedgerConnection, 'timeline' | 'isReachable' | 'hearOf' | 'onTimelineChange'>;
  queue: JobQueue;
  offers: Offers;
  affinity: AffinityStore;
  workers: Presence<WorkerPresence>;
  models: Presence<ModelPresence>;
  gateways: Presence<GatewayPresence>;
  vocabularies: VocabularyStore;
  turns: TurnStore;
  secrets: SecretStore;
  idempotency: IdempotencyStore;
  rates: RateLedger;
  /** Whether commands can be sent at this moment. */
  isReachable(): boolean;
  findHazards(): Promise<string[]>;
  openPuller(model: string): JobPuller;
  openInbox(workerId: string): OfferInbox;
  /** Kept for `keptMs` after they were used last. */
  openResponses<Forms extends ResponseForms>(keptMs: number): ResponseStore<Forms>;
  /** The same for conversations. */
  openConversations(keptMs: number): ConversationStore;
  /** Calls `onCall` whenever work of a class above batch came for the model, until the ledger is closed. */
  hearUrgentCalls(model: string, onCall: (generationClass: GenerationClass) => void): void;
  /** Ends every connection. Nothing may be called afterwards. */
  close(): Promise<void>;
}

/** Connects one process to the ledger and starts its sweeper; never waits for Redis, which may be away at any time. */
export function openLedger(redisUrl: string, onError: (error: Error) => void): LedgerAccess {
  const redis = connectRedis(redisUrl);
  redis.on('error', onError);
  const keys = new LedgerKeys();
  const connection = new LedgerConnection(redis, keys, onError);
  const generations = new GenerationLedger(connection, keys);
  const producer = connectProducerRedis(redisUrl);
  producer.on('error', onError);
  const queue = new JobQueue(producer, keys, onError);
  const sweeper = new Sweeper(connection, keys, generations, queue, onError);
  const blocking: Redis[] = [];
  const open = (connection: Redis): Redis => {
    connection.on('error', onError);
    blocking.push(connection);
    return connection;
  };
  const passOn = async ({ id, model, class: generationClass }: Offer): Promise<void> => {
    await queue.add(model, generationClass, { id, epoch: 1 });
    await generations.confirmQueued(id, 1);
  };
  return {
    generations,
    control: new GenerationControl(connection, keys),
    timeline: connection,
    queue,
    offers: new Offers(redis, keys),
    affinity: new AffinityStore(producer, keys),
    workers: new Presence(redis, keys, 'workers', ALIVE_MS, onError),
    models: new Presence(redis, keys, 'models', MODELS_REMEMBERED_MS, onError),
    gateways: new Presence(redis, keys, 'gateways', ALIVE_MS, onError),
    vocabularies: new VocabularyStore(redis, keys),
    turns: new TurnStore(redis, keys),
    secrets: new SecretStore(redis, keys),
    idempotency: new IdempotencyStore(redis, keys),
    rates: new RateLedger(redis, keys),
    isReachable: () => connection.isReachable,
    findHazards: () => findRedisHazards(redis),
    openPuller: (model) =>
      new JobPuller(open(connectBlockingRedis(redisUrl)), open(connectProducerRedis(redisUrl)), keys, model, onError),
    openInbox: (workerId) => new OfferInbox(open(connectProducerRedis(redisUrl)), keys, workerId, passOn, onError),
    openResponses: (keptMs) => new ResponseStore(redis, keys, keptMs),
    openConversations: (keptMs) => new ConversationStore(connection, keys, keptMs),
    hearUrgentCalls: (model, onCall) =>
      void new UrgentCallListener(open(connectProducerRedis(redisUrl)), keys, model, onCall, onError),
    close: async () => {
      sweeper.close();
      await queue.close();
      for (const connection of [redis, producer, ...blocking]) connection.disconnect();
    },
  };
}
