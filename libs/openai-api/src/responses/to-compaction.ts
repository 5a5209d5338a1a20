import { type GenerationEvent, ServingError } from '#protocol';
import { OutputFold } from './output-fold.js';
import type { SealThought } from './output-item.js';
import { toResponseUsage } from './render-response.js';
import type { ResponseIdentity, ResponseUsage } from './response-body.js';
import { toItemId, toResponseId } from './response-ids.js';
import type { CompactionItem, InputMessage, ResponseItem } from './response-item.js';

/** The answer of `POST /v1/responses/compact`. */
export interface CompactedResponse {
  id: string;
  object: 'response.compaction';
  created_at: number;
  /** All messages of the user, then the summary of everything. */
  output: (InputMessage | CompactionItem)[];
  usage: ResponseUsage;
}

/**
 * A conversation of these items compacted, from all events of the generation that summarised it. If that ended in an error it
 * is thrown, as `ServingError`; `generation_failed` if there is no summary in it, or not all of one.
 */
export function toCompaction(
  { generationId, createdSeconds }: ResponseIdentity,
  items: readonly ResponseItem[],
  events: readonly GenerationEvent[],
  seal: SealThought,
): CompactedResponse {
  const ending = events.at(-1);
  if (ending?.type === 'error') throw new ServingError(ending.code, ending.message);
  if (ending?.type !== 'finish') throw new Error('A generation was rendered before its terminal event');
  if (ending.reason === 'length')
    throw new ServingError('generation_failed', 'There was no room for the whole summary; compact fewer items.');
  const summary = summaryOf(generationId, events);
  if (summary === '')
    throw new ServingError('generation_failed', 'The model wrote no summary; send the request again.');
  return {
    id: toResponseId(generationId),
    object: 'response.compaction',
    created_at: createdSeconds,
    output: [
      ...items.filter(isOfUser),
      {
        id: toItemId('compaction', generationId, { type: 'output', item: 0 }),
        type: 'compaction',
        encrypted_content: seal(summary),
      },
    ],
    usage: toResponseUsage(ending.usage),
  };
}

function summaryOf(generationId: string, events: readonly GenerationEvent[]): string {
  const include = { encryptedContent: false, logprobs: false };
  const fold = new OutputFold(generationId, { customToolNames: [], fields: { tools: [] }, include });
  for (const event of events) if (event.type !== 'finish' && event.type !== 'error') fold.push(event);
  const words = fold.items.filter(({ type }) => type === 'message');
  return words.map(({ text }) => text).join('\n');
}

function isOfUser(item: ResponseItem): item is InputMessage {
  return item.type === 'message' && item.role === 'user';
}
