import type { FoundResponse, ResponseStore } from '#ledger';
import type { ResponseBody, ResponseEcho, ResponseItem } from '#openai-api';

/** What is kept of a response. */
export interface ResponseForms {
  item: ResponseItem;
  echo: ResponseEcho;
  body: ResponseBody;
}

export type Responses = ResponseStore<ResponseForms>;
export type KeptResponse = FoundResponse<ResponseForms>;
/** What is kept of one that begins. */
export type BegunResponseForm = Parameters<Responses['keep']>[0];

/** A response as it is now, with everything in it that is kept: who shows it takes away what may not be seen. */
export interface PresentResponse {
  kept: KeptResponse;
  body: ResponseBody;
  hasEnded: boolean;
}
