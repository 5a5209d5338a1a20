import type { JsonObject } from '#protocol';
import type { ChatCompletion } from '../../chat-completions/render-chat-completion.js';
import type { ErrorBody } from '../../errors.js';
import type { NeutralEvent } from '../../generations/neutral-event.js';
import type { GenerationBody, GenerationOutputBody } from '../../generations/render-generation.js';
import type { ModelBody } from '../../models/render-models.js';
import type { ChatCompletionChunk } from './chat-completion-chunk.js';

/** What comes with an event of a generation, and by itself when a frame brought tokens and no event. */
export type GenerationStreamEvent = (NeutralEvent & { token_ids?: number[] }) | { type: 'tokens'; token_ids: number[] };

export type GenerationList = List<GenerationBody> & { has_more: boolean };

export interface List<Item> {
  object: 'list';
  data: Item[];
}

/** What of `/healthz` and `/readyz` operators look at. */
export interface Readiness {
  state: 'starting' | 'ready' | 'draining' | 'stopped';
  ledger: 'reachable' | 'away';
}

/** Every body that is answered and every event that is streamed, by its name in the document. `npm run generate` after a change. */
export interface Answers {
  ChatCompletion: ChatCompletion;
  ChatCompletionChunk: ChatCompletionChunk;
  ChatStreamEvent: ChatCompletionChunk | ErrorBody;
  Error: ErrorBody;
  FollowedEvent: GenerationStreamEvent | ChatCompletionChunk | ErrorBody;
  Generation: GenerationBody;
  GenerationEvent: GenerationStreamEvent;
  GenerationControlled: GenerationBody | GenerationList;
  GenerationList: GenerationList;
  GenerationOutput: GenerationOutputBody;
  Health: Pick<Readiness, 'state'>;
  Model: ModelBody;
  ModelList: List<ModelBody>;
  OpenApiDocument: JsonObject;
  Readiness: Readiness;
}

export type AnswerName = keyof Answers;
