import type { ReasoningEffort } from '#protocol';
import { toReasoningEffort, type AskedEffort } from '../requests/effort.js';
import type { AskedThinking } from './messages-request.schema.js';

/** How a client wants to see the model think: its words, only their seal, or nothing. */
export type ShownThinking = 'shown' | 'omitted' | 'hidden';

/** Up to where a budget stands for little thinking, and from where on for much; between them is what the model does by itself. */
const LITTLE_TOKENS = 2_048;
const MUCH_TOKENS = 16_384;

/** An effort that is asked for says how hard to think; without one the budget does. */
export function readThinkingEffort(
  thinking: AskedThinking | null | undefined,
  effort: AskedEffort | null | undefined,
): ReasoningEffort {
  if (effort) return toReasoningEffort(effort);
  if (thinking?.type === 'disabled') return 'low';
  if (thinking?.type !== 'enabled') return 'medium';
  if (thinking.budget_tokens < LITTLE_TOKENS) return 'low';
  return thinking.budget_tokens < MUCH_TOKENS ? 'medium' : 'high';
}

/** The most tokens of thinking; `null` leaves it to the model. */
export function readThinkingBudget(thinking: AskedThinking | null | undefined): number | null {
  return thinking?.type === 'enabled' ? thinking.budget_tokens : null;
}

export function readShownThinking(thinking: AskedThinking | null | undefined, maySeeReasoning: boolean): ShownThinking {
  if (!thinking || thinking.type === 'disabled' || !maySeeReasoning) return 'hidden';
  return 'display' in thinking && thinking.display === 'omitted' ? 'omitted' : 'shown';
}
