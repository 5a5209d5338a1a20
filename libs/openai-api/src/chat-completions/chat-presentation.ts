import type { Presentation } from '#protocol';
import { z } from 'zod';
import type { ChoiceOptions } from './choice-chunks.js';

const CHAT = 'chat';

/** How a chat client is answered. */
export interface ChatStreamOptions extends ChoiceOptions {
  /** Whether a stream ends with a usage chunk. */
  includeUsage: boolean;
}

/** What is needed to render a chat client's stream again, on any gateway. */
export interface ChatPresentation extends ChatStreamOptions {
  /** The model by the name under which it was asked. */
  model: string;
}

const optionsSchema = z.object({
  model: z.string(),
  includeUsage: z.boolean(),
  includeReasoning: z.boolean(),
  includeLogprobs: z.boolean(),
  customToolNames: z.array(z.string()).transform((names): ReadonlySet<string> => new Set(names)),
});

/** The form in which it is kept with the generation. */
export function toPresentation(chat: ChatPresentation): Presentation {
  const { model, includeUsage, includeReasoning, includeLogprobs, customToolNames } = chat;
  return {
    dialect: CHAT,
    options: { model, includeUsage, includeReasoning, includeLogprobs, customToolNames: [...customToolNames] },
  };
}

/** What was kept; `null` when the generation was asked for in another dialect, or by a gateway that wrote something else. */
export function readChatPresentation(presentation: Presentation | null): ChatPresentation | null {
  if (presentation?.dialect !== CHAT) return null;
  return optionsSchema.safeParse(presentation.options).data ?? null;
}

/** For a generation that was asked for in no dialect of chat: everything is shown. */
export function defaultChatPresentation(model: string): ChatPresentation {
  return {
    model,
    includeUsage: true,
    includeReasoning: true,
    includeLogprobs: true,
    customToolNames: new Set(),
  };
}
