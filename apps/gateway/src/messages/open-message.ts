import {
  MessageEventStream,
  type MessageIdentity,
  type MessagePresentation,
  type MessageView,
  type StreamPositions,
} from '#openai-api';
import type { Frame, Generation } from '#protocol';
import type { StreamDialect } from '../answers/stream-frames.js';
import type { ReasoningSeals } from '../sealing/reasoning-seals.js';

type Seals = Pick<ReasoningSeals, 'sealerOf'>;

/** What renders a generation as a message. */
export interface OpenMessage {
  identity: MessageIdentity;
  view: MessageView;
  /** Takes every frame, in order, before anything that it shows is rendered. */
  observe: (frame: Frame) => void;
}

/** Rejects with `ledger_unavailable` if thoughts are to be shown while nobody can know the secret that seals them. */
export async function openMessage(
  generation: Generation,
  { model, thinking, maxTokens }: MessagePresentation,
  seals: Seals,
): Promise<OpenMessage> {
  const { id: generationId, promptTokenIds, maxOutputTokens } = generation;
  const isContextTheLimit = maxOutputTokens < maxTokens;
  const identity = { generationId, model, promptTokens: promptTokenIds.length, isContextTheLimit };
  if (thinking === 'hidden') return { identity, view: { thinking }, observe: () => undefined };
  const sealer = await seals.sealerOf(generation);
  return { identity, view: { thinking, seal: sealer.seal }, observe: (frame) => sealer.observe(frame) };
}

/** The stream of a message, from where the client has it on. */
export function toMessageStream({ identity, view, observe }: OpenMessage, had?: StreamPositions): StreamDialect {
  const stream = new MessageEventStream(identity, view, had);
  return {
    opening: () => stream.opening(),
    pushFrame: (frame) => {
      observe(frame);
      return stream.pushFrame(frame);
    },
    get hasFailed() {
      return stream.hasFailed;
    },
  };
}
