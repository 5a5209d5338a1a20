import type { GenerationLedger, LedgerAccess } from '#ledger';
import type { ErrorCode, GenerationId } from '#protocol';
import type { ReceivedFrame, RelayReceiver } from '#token-relay';
import { FrameFollower, type LoggedFrame } from './frame-follower.js';
import type { SeenFrames } from './seen-frames.js';

const LOOK_EVERY_MS = 50;
const FORGET_EVERY_MS = 1_000;

interface FollowedLedger {
  generations: Pick<GenerationLedger, 'readBodies' | 'exists'>;
  timeline: Pick<LedgerAccess['timeline'], 'timeline' | 'hearOf' | 'isReachable'>;
}

/** Owns who follows which generation here, and brings the relay's frames to them. */
export class Followers implements RelayReceiver {
  private readonly byGeneration = new Map<GenerationId, Set<FrameFollower>>();
  /** Generations whose live frames go to another gateway. */
  private readonly elsewhere = new Set<GenerationId>();
  /** Told of lately, so that not every frame is. */
  private readonly refused = new Set<GenerationId>();
  private readonly timers: readonly NodeJS.Timeout[];

  /**
   * `onCut` is told of every followed generation whose worker's connection was cut, `onMissing` of every one that has no
   * record: it sees to it that the log is there again, or that the streams end. `onUnwanted` is told of frames that nobody
   * here waits for.
   */
  constructor(
    private readonly ledger: FollowedLedger,
    private readonly seen: SeenFrames,
    private readonly onCut: (id: GenerationId) => void,
    private readonly onMissing: (id: GenerationId) => void,
    private readonly onUnwanted: (id: GenerationId) => void,
  ) {
    this.timers = [
      setInterval(() => this.lookForQuietOnes(), LOOK_EVERY_MS),
      setInterval(() => this.forgetOld(), FORGET_EVERY_MS),
    ];
  }

  get size(): number {
    return this.byGeneration.size;
  }

  has(id: GenerationId): boolean {
    return this.byGeneration.has(id);
  }

  get ids(): GenerationId[] {
    return [...this.byGeneration.keys()];
  }

  /** Those that are followed by reading the log. */
  get tailing(): GenerationId[] {
    return [...this.elsewhere];
  }

  /** `isLive`: whether the relay brings the frames here. */
  open(id: GenerationId, from: number, isLive = true): FrameFollower {
    const follower = new FrameFollower(
      id,
      from,
      { read: (sequence, limit) => this.readLog(id, sequence, limit) },
      (sequence, body, isTerminal) => this.seen.keep(id, sequence, body, isTerminal),
    );
    this.seen.begin(id, null, true);
    const followers = this.byGeneration.get(id) ?? new Set();
    this.byGeneration.set(id, followers.add(follower));
    if (!isLive) {
      this.elsewhere.add(id);
      follower.relayCut();
    }
    return follower;
  }

  /** Whether it was the last one of its generation. */
  close(follower: FrameFollower): boolean {
    const id = follower.generationId;
    const followers = this.byGeneration.get(id);
    followers?.delete(follower);
    if (followers?.size !== 0) return false;
    this.byGeneration.delete(id);
    this.elsewhere.delete(id);
    this.seen.end(id);
    return true;
  }

  /**
   * A frame of another timeline than the one Redis lives in is not believed: whoever logged it did not know that Redis went
   * back in time, or we do not. The log has what is true.
   */
  committed({ generationId, timeline, sequence, frameBody }: ReceivedFrame): void {
    const followers = this.byGeneration.get(generationId);
    if (!followers) return this.refuse(generationId);
    if (timeline !== this.ledger.timeline.timeline) {
      this.ledger.timeline.hearOf(timeline);
      this.lookAt(generationId);
    } else if (this.seen.isSettled(generationId)) {
      for (const follower of followers) follower.receive(sequence, frameBody);
    }
  }

  private refuse(id: GenerationId): void {
    if (this.seen.isExpected(id) || this.refused.has(id)) return;
    this.refused.add(id);
    this.onUnwanted(id);
  }

  cut(ids: readonly GenerationId[]): void {
    for (const id of ids) {
      const followers = this.byGeneration.get(id);
      for (const follower of followers ?? []) follower.relayCut();
      if (followers) this.onCut(id);
    }
  }

  /** The relay brings the frames here from now on. */
  goLive(id: GenerationId): void {
    this.elsewhere.delete(id);
  }

  /** Has the log read soon. */
  lookAt(id: GenerationId): void {
    for (const follower of this.byGeneration.get(id) ?? []) follower.lookSoon();
  }

  /** Ends the streams of all who follow it here, whatever becomes of the generation. */
  endAll(id: GenerationId, code: ErrorCode): void {
    for (const follower of this.byGeneration.get(id) ?? []) follower.giveUp(code);
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /**
   * An empty log is either the beginning of one or what is left of one that was lost or has expired. One that may not be
   * what it was, before or after it was read, brings nothing.
   */
  private async readLog(id: GenerationId, from: number, limit: number): Promise<LoggedFrame[]> {
    const { timeline } = this.ledger.timeline;
    if (!this.canBelieve(id, timeline)) return [];
    const frames = await this.ledger.generations.readBodies(id, from, limit);
    if (!this.canBelieve(id, timeline)) return [];
    if (frames.length === 0 && !(await this.ledger.generations.exists(id))) this.onMissing(id);
    return frames;
  }

  private canBelieve(id: GenerationId, timeline: string | null): boolean {
    const { timeline: present, isReachable } = this.ledger.timeline;
    return isReachable && timeline === present && this.seen.isSettled(id);
  }

  private forgetOld(): void {
    this.refused.clear();
    this.seen.forgetOld(performance.now());
  }

  private lookForQuietOnes(): void {
    const nowMs = performance.now();
    for (const followers of this.byGeneration.values()) for (const follower of followers) follower.lookIfQuiet(nowMs);
  }
}
