import type { ConversationStore, GenerationControl, GenerationProgress } from '#ledger';
import { readResponseId, toResponse, toResponseId } from '#openai-api';
import {
  ERRORS,
  type Frame,
  type Generation,
  type GenerationEvent,
  type GenerationId,
  ServingError,
  isTerminal,
} from '#protocol';
import type { LiveGenerations } from '../live/live-generations.js';
import type { ReasoningSeals } from '../sealing/reasoning-seals.js';
import { inBatches } from './in-batches.js';
import { itemsLeftBy } from './items-left.js';
import type { KeptResponse, PresentResponse, Responses } from './response-forms.js';

const LOOK_EVERY_MS = 1_000;
/** Each has its whole log in memory meanwhile. */
const SETTLED_AT_ONCE = 8;
/** How long a generation may be unknown to the ledger after its response is known: then nobody will bring it any more. */
const ACCEPTED_WITHIN_MS = 10_000;

const LOST: GenerationEvent = { type: 'error', code: 'generation_lost', message: ERRORS.generation_lost.wording };

type Claimed = Awaited<ReturnType<Responses['claimUnarchived']>>;

interface ArchivedLedger {
  control: Pick<GenerationControl, 'progressOf'>;
  conversations: Pick<ConversationStore, 'conclude'>;
}

interface ReadLog {
  /** `null` when there is no record (any more). */
  progress: GenerationProgress | null;
  frames: readonly Frame[];
  events: GenerationEvent[];
}

/**
 * Sees to it that every response that is kept gets its final form: from the generation's log, as long as there is one. Whoever
 * looks at a response that has ended archives it, whoever followed it does so at once, and every gateway looks now and then
 * for those that nobody followed to their end.
 */
export class ResponseArchive {
  private timer: NodeJS.Timeout | null = null;
  private isLooking = false;

  constructor(
    private readonly responses: Pick<Responses, 'find' | 'archive' | 'claimUnarchived'>,
    private readonly ledger: ArchivedLedger,
    private readonly live: Pick<LiveGenerations, 'frames'>,
    private readonly seals: Pick<ReasoningSeals, 'sealerOf'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** A tenant's response as it is now; `null` when there is none. One that has ended is archived when this returns. */
  async settle(tenant: string, id: string): Promise<PresentResponse | null> {
    const kept = await this.responses.find(tenant, id);
    if (!kept) return null;
    if (kept.body) return { kept, body: kept.body, hasEnded: true };
    const present = await this.read(kept);
    if (present.hasEnded) await this.archive(present);
    return present;
  }

  /** Somebody followed these to their end. Never rejects: whoever looks next does it otherwise. */
  async followed({ tenant, id }: Pick<Generation, 'tenant' | 'id'>): Promise<void> {
    await this.settle(tenant, toResponseId(id)).catch((error: unknown) => this.tell(error));
  }

  /**
   * Looks at all that somebody should look at now. One pass at a time, however slow: what could not be archived now is looked at
   * again later.
   */
  async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    for (let due = await this.claim(); due.length > 0; due = await this.claim())
      await this.settleEnded(due).catch((error: unknown) => this.tell(error));
    this.isLooking = false;
  }

  private claim(): Promise<Claimed> {
    return this.responses.claimUnarchived().catch(() => []);
  }

  /** Of those that run nothing more than that is read, in one round trip for all. */
  private async settleEnded(due: Claimed): Promise<void> {
    const { control } = this.ledger;
    const progress = await Promise.all(due.map(({ id }) => control.progressOf(readResponseId(id) ?? id)));
    const ended = due.filter((_, index) => progress[index]?.isFinished !== false);
    await inBatches(ended, SETTLED_AT_ONCE, ({ tenant, id }) =>
      this.settle(tenant, id).catch((error: unknown) => this.tell(error)),
    );
  }

  /** That Redis is away others tell. */
  private tell(error: unknown): void {
    if (!(error instanceof ServingError)) this.onError(error);
  }

  private async read(kept: KeptResponse): Promise<PresentResponse> {
    const { tenant, generationId, createdAtMs, echo } = kept;
    const { progress, frames, events } = await this.logOf(generationId);
    if (isLost(kept, progress, events)) events.push(LOST);
    const seal = await this.sealOf(tenant, progress, frames);
    const identity = {
      generationId,
      createdSeconds: Math.floor(createdAtMs / 1_000),
      completedSeconds: () => Math.floor((progress?.endedAtMs ?? Date.now()) / 1_000),
    };
    return { kept, body: toResponse(identity, echo, events, seal, 'stored'), hasEnded: events.some(isTerminal) };
  }

  /** What there is of a generation. One that ends while it is being read is read again: the record knows when that was. */
  private async logOf(id: GenerationId): Promise<ReadLog> {
    const progress = await this.ledger.control.progressOf(id);
    const frames = progress ? await this.live.frames(id) : [];
    const events = frames.flatMap((frame) => frame.events);
    return progress?.isFinished === false && events.some(isTerminal) ? this.logOf(id) : { progress, frames, events };
  }

  private async sealOf(
    tenant: string,
    progress: GenerationProgress | null,
    frames: readonly Frame[],
  ): Promise<(text: string) => string> {
    // Then there is no thought either.
    if (frames.length === 0 || !progress) return (text) => text;
    const { vocabularyHash } = progress;
    const sealer = await this.seals.sealerOf({ tenant, vocabularyHash });
    for (const frame of frames) sealer.observe(frame);
    return sealer.seal;
  }

  /** The conversation first: it takes the items once, however often it is given them, and a response with its final form is not looked at again. */
  private async archive(present: PresentResponse): Promise<void> {
    const { kept, body } = present;
    const { tenant, id, conversationId, conversationVersion } = kept;
    if (conversationId !== null) {
      // Whoever asks again after a failure would find what was asked there twice.
      const left = body.status === 'failed' || body.status === 'cancelled' ? [] : itemsLeftBy(present);
      const items = left.map((item) => ({ id: item.id, item }));
      await this.ledger.conversations.conclude({ tenant, id: conversationId }, id, conversationVersion, items);
    }
    await this.responses.archive(tenant, id, body);
  }
}

function isLost(
  { ageMs }: KeptResponse,
  progress: GenerationProgress | null,
  events: readonly GenerationEvent[],
): boolean {
  if (!progress) return ageMs > ACCEPTED_WITHIN_MS;
  return progress.isFinished && !events.some(isTerminal);
}
