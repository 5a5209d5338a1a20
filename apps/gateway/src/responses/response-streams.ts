import type { GenerationControl } from '#ledger';
import {
  ResponseEventStream,
  type ResponseIdentity,
  type ResponseStreamStart,
  type StreamedResponse,
  readResponseEcho,
} from '#openai-api';
import { type Frame, type Generation, isTerminal } from '#protocol';
import type { StreamDialect } from '../answers/stream-frames.js';
import type { ReasoningSeals, ThoughtSealer } from '../sealing/reasoning-seals.js';

/** Who reads a stream. */
export interface StreamReader {
  /** What the client has already. */
  start?: ResponseStreamStart;
  /** Whether the key of this request may; that of the response's own request has to as well. */
  maySeeReasoning: boolean;
}

/** What renders one response from its frames. */
export interface RenderedResponse extends StreamedResponse {
  /** Takes every frame, in order, before it is rendered; what it returns has to be awaited, and never rejects. */
  observe(frame: Frame): Promise<void> | undefined;
}

/** Opens the streams of responses, which are the same each time and everywhere. */
export class ResponseStreams {
  constructor(
    private readonly seals: Pick<ReasoningSeals, 'sealerOf'>,
    private readonly control: Pick<GenerationControl, 'progressOf'>,
  ) {}

  /** The stream of a generation that was asked for as a response; `null` for any other. */
  async open(generation: Generation, { start = {}, maySeeReasoning }: StreamReader): Promise<StreamDialect | null> {
    const response = await this.renderer(generation, maySeeReasoning);
    if (!response) return null;
    const stream = new ResponseEventStream(response, start);
    return {
      opening: () => stream.opening(),
      prepare: (frame) => response.observe(frame),
      pushFrame: (frame) => stream.pushFrame(frame),
      get hasFailed() {
        return stream.hasFailed;
      },
    };
  }

  /** The same for whoever renders it otherwise. */
  async renderer(generation: Generation, maySeeReasoning: boolean): Promise<RenderedResponse | null> {
    const kept = readResponseEcho(generation.presentation);
    if (!kept) return null;
    const sealer = await this.seals.sealerOf(generation);
    const ending = new Ending(generation, this.control, sealer);
    return {
      identity: { ...identityOf(generation), completedSeconds: () => ending.seconds },
      echo: { ...kept, maySeeReasoning: kept.maySeeReasoning && maySeeReasoning },
      seal: sealer.seal,
      observe: (frame) => ending.observe(frame),
    };
  }
}

export function identityOf({ id, acceptedAtMs }: Pick<Generation, 'id' | 'acceptedAtMs'>): ResponseIdentity {
  return { generationId: id, createdSeconds: Math.floor(acceptedAtMs / 1_000) };
}

/** Knows when a generation ended once its last frame was seen: the record has it, so that all who ask are told the same. */
class Ending {
  private endedAtMs: number | null = null;

  constructor(
    private readonly generation: Pick<Generation, 'id'>,
    private readonly control: Pick<GenerationControl, 'progressOf'>,
    private readonly sealer: Pick<ThoughtSealer, 'observe'>,
  ) {}

  get seconds(): number | null {
    return this.endedAtMs === null ? null : Math.floor(this.endedAtMs / 1_000);
  }

  observe(frame: Frame): Promise<void> | undefined {
    this.sealer.observe(frame);
    return frame.events.some(isTerminal) ? this.noteEnd() : undefined;
  }

  private async noteEnd(): Promise<void> {
    const progress = await this.control.progressOf(this.generation.id).catch(() => null);
    this.endedAtMs = progress?.endedAtMs ?? Date.now();
  }
}
