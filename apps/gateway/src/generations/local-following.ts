import { retryUntilReachable } from '#ledger';
import type { Generation, GenerationId, Persistence } from '#protocol';
import type { Followers } from './followers.js';
import type { Following } from './following.js';
import type { FrameFollower } from './frame-follower.js';
import type { SeenFrames } from './seen-frames.js';

const LET_GO_WITHIN_MS = 60_000;

/** What this gateway follows: who reads it here, what was seen of it, and what the ledger is told. */
export class LocalFollowing {
  constructor(
    private readonly followers: Pick<Followers, 'open' | 'close' | 'has'>,
    private readonly seen: Pick<SeenFrames, 'begin' | 'generationOf'>,
    private readonly following: Pick<Following, 'claim' | 'letGo'>,
  ) {}

  /** A generation that was accepted here. */
  remember(generation: Generation): void {
    this.seen.begin(generation.id, generation, false);
  }

  /** Of a generation that was accepted here. */
  persistenceOf(id: GenerationId): Persistence | null {
    return this.seen.generationOf(id)?.persistence ?? null;
  }

  /** Whether the live frames of a generation come here from now on. Throws `generation_not_found`. */
  claim(id: GenerationId): Promise<boolean> {
    return this.following.claim(id);
  }

  open(id: GenerationId, from: number, isLive: boolean): FrameFollower {
    return this.followers.open(id, from, isLive);
  }

  /** Nobody here reads its live frames. */
  letGo(id: GenerationId): void {
    const signal = AbortSignal.timeout(LET_GO_WITHIN_MS);
    const letGo = async (): Promise<void> => {
      if (!this.followers.has(id)) await this.following.letGo(id);
    };
    void retryUntilReachable(letGo, signal).catch(() => undefined);
  }

  /** Unless it is over in any case, the next one who comes may have the live frames. */
  close(follower: FrameFollower, isOver: boolean): void {
    const wasLast = this.followers.close(follower);
    if (!wasLast || isOver || follower.ended) return;
    this.letGo(follower.generationId);
  }
}
