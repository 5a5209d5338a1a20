import type { Presentation } from '#protocol';
import { z } from 'zod';

const COMPLETIONS = 'completions';

/** How a client of legacy completions is answered. */
export interface CompletionOptions {
  /** Whether a stream ends with a usage chunk. */
  includeUsage: boolean;
  includeLogprobs: boolean;
  /** Whether each choice begins with its prompt. */
  echo: boolean;
  /** Of the choices, the first so many answer the first prompt, the next so many the second one. */
  choicesPerPrompt: number;
}

/** What is needed to render such a client's stream again, on any gateway. */
export interface CompletionPresentation extends CompletionOptions {
  /** The model by the name under which it was asked. */
  model: string;
}

const optionsSchema = z.object({
  model: z.string(),
  includeUsage: z.boolean(),
  includeLogprobs: z.boolean(),
  echo: z.boolean(),
  choicesPerPrompt: z.int().min(1),
});

/** The form in which it is kept with the generation. */
export function toCompletionPresentation(presentation: CompletionPresentation): Presentation {
  return { dialect: COMPLETIONS, options: { ...presentation } };
}

/** What was kept; `null` when the generation was asked for in another dialect, or by a gateway that wrote something else. */
export function readCompletionPresentation(presentation: Presentation | null): CompletionPresentation | null {
  if (presentation?.dialect !== COMPLETIONS) return null;
  return optionsSchema.safeParse(presentation.options).data ?? null;
}
