import type { Presentation } from '#protocol';
import { z } from 'zod';
import type { ShownThinking } from './read-thinking.js';

const MESSAGES = 'messages';

/** How a client of Messages is answered, and what is needed to answer it again on any gateway. */
export interface MessagePresentation {
  /** The model by the name under which it was asked. */
  model: string;
  thinking: ShownThinking;
  /** What was asked for, whatever the context leaves. */
  maxTokens: number;
}

const optionsSchema = z.object({
  model: z.string(),
  thinking: z.enum(['shown', 'omitted', 'hidden']),
  maxTokens: z.number(),
});

/** The form in which it is kept with the generation. */
export function toMessagePresentation({ model, thinking, maxTokens }: MessagePresentation): Presentation {
  return { dialect: MESSAGES, options: { model, thinking, maxTokens } };
}

/** What was kept; `null` when the generation was asked for in another dialect, or by a gateway that wrote something else. */
export function readMessagePresentation(presentation: Presentation | null): MessagePresentation | null {
  if (presentation?.dialect !== MESSAGES) return null;
  return optionsSchema.safeParse(presentation.options).data ?? null;
}
