import type { GenerationLedger } from '#ledger';
import type { Frame, GenerationId } from '#protocol';
import type { RelayReceiver } from '#token-relay';
import { FrameFollower } from './frame-follower.js';

const LOOK_EVERY_MS = 50;

/** Owns who follows which generation here, and brings the relay's frames to them. */
export class Followers implements RelayReceiver {
  private readonly byGeneration = new Map<GenerationId, Set<FrameFollower>>();
  private readonly looking: NodeJS.Timeout;

  /** `onCut` is told of every followed generation whose worker's connection was cut. */
  constructor(
    private readonly ledger: Pick<GenerationLedger, 'read' | 'exists'>,
    private readonly onCut: (id: GenerationId) => void,
  ) {
    this.looking = setInterval(() => this.lookForQuietOnes(), LOOK_EVERY_MS);
  }

  get size(): number {
    return this.byGeneration.size;
  }

  open(id: GenerationId, from: number): FrameFollower {
    const follower = new FrameFollower(id, from, { read: (sequence, limit) => this.readLog(id, sequence, limit) });
    const followers = this.byGeneration.get(id) ?? new Set();
    this.byGeneration.set(id, followers.add(follower));
    return follower;
  }

  close(follower: FrameFollower): void {
    const followers = this.byGeneration.get(follower.generationId);
    followers?.delete(follower);
    if (followers?.size === 0) this.byGeneration.delete(follower.generationId);
  }

  committed(id: GenerationId, sequence: number, frameBody: Uint8Array): void {
    for (const follower of this.byGeneration.get(id) ?? []) follower.receive(sequence, frameBody);
  }

  cut(ids: readonly GenerationId[]): void {
    for (const id of ids) {
      const followers = this.byGeneration.get(id);
      for (const follower of followers ?? []) follower.relayCut();
      if (followers) this.onCut(id);
    }
  }

  stop(): void {
    clearInterval(this.looking);
  }

  /** An empty log is either the beginning of one or what is left of one that was lost or has expired. */
  private async readLog(id: GenerationId, from: number, limit: number): Promise<Frame[] | null> {
    const frames = await this.ledger.read(id, from, limit);
    return frames.length > 0 || (await this.ledger.exists(id)) ? frames : null;
  }

  private lookForQuietOnes(): void {
    const nowMs = performance.now();
    for (const followers of this.byGeneration.values()) for (const follower of followers) follower.lookIfQuiet(nowMs);
  }
}
