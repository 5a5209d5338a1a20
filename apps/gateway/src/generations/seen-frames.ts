import type { Generation, GenerationId } from '#protocol';

/** Longer than any Redis takes to make durable, or to tell its replica, what it has acknowledged. */
const KEPT_MS = 15_000;
/** Between the acceptance of a generation and its first reader. */
const EXPECTED_WITHIN_MS = 5_000;

/** A stretch of a log as it was seen here, without gaps. */
export interface SeenLog {
  id: GenerationId;
  /** Known if it was accepted here. */
  generation: Generation | null;
  firstSequence: number;
  bodies: readonly Uint8Array[];
  /** Whether the last of them is terminal. */
  isTerminal: boolean;
}

interface Seen {
  generation: Generation | null;
  frames: { sequence: number; body: Uint8Array; seenAtMs: number }[];
  isTerminal: boolean;
  isFollowed: boolean;
  touchedAtMs: number;
}

/**
 * Owns what clients of this gateway were shown lately, and what was accepted here: a Redis that went back in time is given
 * it again (design rule 5). Holds frames of the last seconds only, so that its size goes with the tokens per second
 * and not with the length of answers.
 */
export class SeenFrames {
  private readonly byGeneration = new Map<GenerationId, Seen>();
  /** Those whose log may not be what it was, since Redis is in another timeline. */
  private readonly unsettled = new Set<GenerationId>();

  /** Remembers a generation that was just accepted, or is followed from now on. */
  begin(id: GenerationId, generation: Generation | null, isFollowed: boolean): void {
    const seen = this.byGeneration.get(id) ?? emptySeen();
    seen.generation ??= generation;
    seen.isFollowed ||= isFollowed;
    seen.touchedAtMs = performance.now();
    this.byGeneration.set(id, seen);
  }

  /** A frame on its way to a client. Followers that are behind others bring nothing new. */
  keep(id: GenerationId, sequence: number, body: Uint8Array, isTerminal: boolean): void {
    const seen = this.byGeneration.get(id);
    const last = seen?.frames.at(-1)?.sequence;
    if (!seen || (last !== undefined && sequence <= last)) return;
    if (last !== undefined && sequence > last + 1) seen.frames.length = 0;
    seen.frames.push({ sequence, body, seenAtMs: performance.now() });
    seen.isTerminal ||= isTerminal;
  }

  /** Nobody here follows it any more; what was seen of it is kept for a while yet. */
  end(id: GenerationId): void {
    const seen = this.byGeneration.get(id);
    if (!seen) return;
    seen.isFollowed = false;
    seen.touchedAtMs = performance.now();
  }

  generationOf(id: GenerationId): Generation | null {
    return this.byGeneration.get(id)?.generation ?? null;
  }

  forgetOld(nowMs: number): void {
    const oldest = nowMs - KEPT_MS;
    for (const [id, seen] of this.byGeneration) {
      const kept = seen.frames.findIndex(({ seenAtMs }) => seenAtMs >= oldest);
      if (kept !== 0) seen.frames.splice(0, kept < 0 ? Math.max(0, seen.frames.length - 1) : kept);
      if (!seen.isFollowed && seen.touchedAtMs < oldest) this.byGeneration.delete(id);
    }
  }

  /** Whether somebody follows it here, or is about to. */
  isExpected(id: GenerationId): boolean {
    const seen = this.byGeneration.get(id);
    return seen !== undefined && (seen.isFollowed || performance.now() - seen.touchedAtMs < EXPECTED_WITHIN_MS);
  }

  /** No log is to be believed before it is settled. Returns the ids of all. */
  unsettleAll(): GenerationId[] {
    for (const id of this.byGeneration.keys()) this.unsettled.add(id);
    return [...this.byGeneration.keys()];
  }

  /** What Redis has of this one is what was seen, and more. */
  settle(id: GenerationId): void {
    this.unsettled.delete(id);
  }

  isSettled(id: GenerationId): boolean {
    return !this.unsettled.has(id);
  }

  /** `null` if nothing of it was seen here lately. */
  logOf(id: GenerationId): SeenLog | null {
    const seen = this.byGeneration.get(id);
    if (!seen) return null;
    const { generation, frames, isTerminal } = seen;
    const bodies = frames.map(({ body }) => body);
    return { id, generation, firstSequence: frames[0]?.sequence ?? 1, bodies, isTerminal };
  }
}

function emptySeen(): Seen {
  return { generation: null, frames: [], isTerminal: false, isFollowed: false, touchedAtMs: 0 };
}
