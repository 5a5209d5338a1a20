import type { Redis } from 'ioredis';
import { GENERATION_CLASSES, type GenerationClass } from '#protocol';
import { type LedgerKeys, queueName } from './keys.js';

function channelOf(keys: LedgerKeys, model: string): string {
  return `${keys.queuePrefix}:${queueName(model)}:urgent`;
}

/** Nothing waits for a batch, so it is not called out. */
const NEVER_URGENT: GenerationClass = 'batch';

/**
 * Calls out that work came which may be more urgent than what runs: workers without a free slot do not look at the queue by
 * themselves. A call may be lost; who is full looks now and then anyway.
 */
export class UrgentCalls {
  constructor(
    private readonly redis: Redis,
    private readonly keys: LedgerKeys,
  ) {}

  /** Resolves when Redis was told, or cannot be told. */
  async call(model: string, generationClass: GenerationClass): Promise<void> {
    if (generationClass === NEVER_URGENT) return;
    await this.redis.publish(channelOf(this.keys, model), generationClass).catch(() => 0);
  }
}

/** Where a worker hears the calls for its model. Needs a connection of its own, which can do nothing else any more. */
export class UrgentCallListener {
  private readonly channel: string;

  constructor(
    private readonly redis: Redis,
    keys: LedgerKeys,
    model: string,
    private readonly onCall: (generationClass: GenerationClass) => void,
    private readonly onError: (error: Error) => void,
  ) {
    this.channel = channelOf(keys, model);
    redis.on('message', this.hear);
    redis.on('ready', this.subscribe);
    if (redis.status === 'ready') this.subscribe();
  }

  /** Whoever made the connection ends it. */
  close(): void {
    this.redis.off('message', this.hear);
    this.redis.off('ready', this.subscribe);
  }

  private readonly subscribe = (): void => {
    this.redis.subscribe(this.channel).catch(this.onError);
  };

  private readonly hear = (_channel: string, message: string): void => {
    const generationClass = GENERATION_CLASSES.find((one) => one === message);
    if (generationClass) this.onCall(generationClass);
  };
}
