import { ResponseEventStream, type ResponseIdentity, type ResponseStreamStart, readResponseEcho } from '#openai-api';
import type { Frame, Generation } from '#protocol';
import type { StreamDialect } from '../answers/stream-frames.js';
import type { ReasoningSeals, ThoughtSealer } from '../sealing/reasoning-seals.js';

/** Who reads a stream, and what of it. */
export interface StreamReader {
  /** What the client has already. */
  start?: ResponseStreamStart;
  /** Whether the key of this request may; that of the response's own request has to as well. */
  maySeeReasoning: boolean;
  /** When it was completed, if it was; by default now. */
  completedSeconds?: () => number | null;
}

/** The stream of a generation that was asked for as a response; `null` for any other. */
export async function openResponseStream(
  generation: Generation,
  seals: Pick<ReasoningSeals, 'sealerOf'>,
  { start = {}, maySeeReasoning, completedSeconds }: StreamReader,
): Promise<StreamDialect | null> {
  const kept = readResponseEcho(generation.presentation);
  if (!kept) return null;
  const sealer = await seals.sealerOf(generation);
  const identity = { ...identityOf(generation), ...(completedSeconds ? { completedSeconds } : {}) };
  const echo = { ...kept, maySeeReasoning: kept.maySeeReasoning && maySeeReasoning };
  return new ObservedStream(new ResponseEventStream({ identity, echo, seal: sealer.seal }, start), sealer);
}

/** Of a response that is completed at the moment when somebody asks for that. */
export function identityOf({ id, acceptedAtMs }: Pick<Generation, 'id' | 'acceptedAtMs'>): ResponseIdentity {
  return {
    generationId: id,
    createdSeconds: Math.floor(acceptedAtMs / 1_000),
    completedSeconds: () => Math.floor(Date.now() / 1_000),
  };
}

/** A stream whose thoughts are sealed as they pass. */
class ObservedStream implements StreamDialect {
  constructor(
    private readonly stream: StreamDialect,
    private readonly sealer: Pick<ThoughtSealer, 'observe'>,
  ) {}

  get hasFailed(): boolean {
    return this.stream.hasFailed;
  }

  opening(): string {
    return this.stream.opening();
  }

  pushFrame(frame: Frame, choice: number): string {
    this.sealer.observe(frame);
    return this.stream.pushFrame(frame, choice);
  }
}
