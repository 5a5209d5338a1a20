import { type ConversationStore, retryUntilReachable } from '#ledger';
import type { SeenFrames } from '../generations/seen-frames.js';
import { inBatches } from './in-batches.js';
import type { BegunResponseForm, Responses } from './response-forms.js';

/** Between the moment at which a response is kept and the one from which its generation is known here. */
const BEGINS_WITHIN_MS = 15_000;
const FORGET_EVERY_MS = 1_000;
/** After that a response that could not be given back is lost. */
const WITHIN_MS = 30_000;
/** Given back at the same time: Redis and this process have other things to do as well. */
const AT_ONCE = 32;

interface Begun {
  form: BegunResponseForm;
  begunMs: number;
}

/**
 * Owns what was kept of the responses that begin here, for as long as their generations are remembered here: a Redis that went
 * back in time is given it again, as it is given their frames (design rule 5).
 */
export class BegunResponses {
  private readonly byId = new Map<string, Begun>();
  private forgotMs = 0;

  constructor(
    private readonly responses: Pick<Responses, 'keep'>,
    private readonly conversations: Pick<ConversationStore, 'lock'>,
    private readonly seen: Pick<SeenFrames, 'generationOf'>,
  ) {}

  get size(): number {
    return this.byId.size;
  }

  /** To be called before it is kept. */
  remember(form: BegunResponseForm): void {
    const nowMs = performance.now();
    if (nowMs - this.forgotMs >= FORGET_EVERY_MS) this.forgetOld(nowMs);
    this.byId.set(form.id, { form, begunMs: nowMs });
  }

  /** It does not begin after all, or was deleted. */
  forget(id: string): void {
    this.byId.delete(id);
  }

  forgetOld(nowMs: number): void {
    this.forgotMs = nowMs;
    for (const [id, { form, begunMs }] of this.byId) {
      const mayBegin = nowMs - begunMs < BEGINS_WITHIN_MS;
      if (!mayBegin && this.seen.generationOf(form.generationId) === null) this.byId.delete(id);
    }
  }

  /** Redis is in another timeline: what it has forgotten is kept once more, but for what was deleted. Never rejects. */
  async giveBack(): Promise<void> {
    this.forgetOld(performance.now());
    await inBatches([...this.byId.keys()], AT_ONCE, (id) => this.giveBackOne(id));
  }

  private async giveBackOne(id: string): Promise<void> {
    let wasMissing = false;
    const keep = async (): Promise<void> => {
      const begun = this.byId.get(id);
      if (!begun) return;
      wasMissing = (await this.responses.keep(begun.form)) || wasMissing;
      if (wasMissing) await this.takeConversation(begun.form);
    };
    await retryUntilReachable(keep, AbortSignal.timeout(WITHIN_MS)).catch(() => undefined);
  }

  /** Unless somebody else has taken it meanwhile, or what it leaves is there already. */
  private async takeConversation(form: BegunResponseForm): Promise<void> {
    const { tenant, id, conversationId, conversationVersion } = form;
    if (conversationId !== null) await this.conversations.lock({ tenant, id: conversationId }, id, conversationVersion);
  }
}
