import type { AskedItem } from './response-item.js';

/**
 * Items without the calls that broke off and were never carried out, as somebody's edit or the end of a response leaves them:
 * the model would take their arguments for whole. Calls that were carried out stay, since their outputs refer to them.
 */
export function withoutBrokenCalls(items: readonly AskedItem[], carriedOut: ReadonlySet<string>): readonly AskedItem[] {
  return items.filter(
    (item) =>
      (item.type !== 'function_call' && item.type !== 'custom_tool_call') ||
      item.status !== 'incomplete' ||
      carriedOut.has(item.call_id),
  );
}

/** The ids of all calls that have an output. */
export function carriedOutIn(items: readonly AskedItem[]): ReadonlySet<string> {
  return new Set(
    items.flatMap((item) =>
      item.type === 'function_call_output' || item.type === 'custom_tool_call_output' ? [item.call_id] : [],
    ),
  );
}
