import type { GenerationClass } from '#protocol';
import { z } from 'zod';

export const serviceTierSchema = z.enum(['auto', 'default', 'flex', 'scale', 'priority']);

/** OpenAI's tiers as classes of ours; `usual` is that of a request that asks for nothing special. */
export function toGenerationClass(
  tier: z.output<typeof serviceTierSchema>,
  usual: GenerationClass = 'interactive',
): GenerationClass {
  switch (tier) {
    case 'priority':
      return 'realtime';
    case 'flex':
      return 'background';
    case 'auto':
    case 'default':
    case 'scale':
      return usual;
  }
}
