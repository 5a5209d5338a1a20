import { joined } from '../requests/joined.js';
import type { TextBlock } from './message-content.schema.js';

/** What Claude Code writes in front of its instructions: a line about billing that is another one in every request. */
const BILLING_LINE = /^\s*x-anthropic-billing-header:[^\n]*\n?/;

/**
 * The instructions that `system` stands for. The line about billing is left out, wherever a block begins with it: it means
 * nothing to the model, and nothing behind it would ever be found in a cache.
 */
export function readSystem(system: string | readonly TextBlock[]): string {
  const texts = typeof system === 'string' ? [system] : system.map(({ text }) => text);
  return joined(
    texts.map((text) => text.replace(BILLING_LINE, '')),
    '\n\n',
  );
}
