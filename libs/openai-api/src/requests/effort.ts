import type { ReasoningEffort } from '#protocol';
import { z } from 'zod';

/** OpenAI's seven efforts. */
export const effortSchema = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);
export type AskedEffort = z.output<typeof effortSchema>;

/** OpenAI's efforts on the three the model was trained on; the model cannot be kept from thinking altogether. */
export function toReasoningEffort(effort: AskedEffort): ReasoningEffort {
  switch (effort) {
    case 'none':
    case 'minimal':
    case 'low':
      return 'low';
    case 'medium':
      return 'medium';
    case 'high':
    case 'xhigh':
    case 'max':
      return 'high';
  }
}
