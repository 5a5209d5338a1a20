import type { OutputItem, ResponseItem } from '#openai-api';

interface EndedResponse {
  kept: { input: readonly ResponseItem[] };
  body: { output: readonly OutputItem[] };
}

/** What the model reads of a response later. From words that were cut off it can go on, from half a call or thought it cannot. */
export function itemsLeftBy({ kept, body }: EndedResponse): ResponseItem[] {
  return [...kept.input, ...body.output.filter(isUsable)];
}

function isUsable(item: OutputItem): boolean {
  return item.type === 'message' || item.type === 'compaction' || item.status === 'completed';
}
