import type { ServingError } from '#protocol';

/** The body of an error answer in OpenAI's dialect. */
export interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string };
}

/** An error as OpenAI's clients read it; the status is `error.meaning.status`. */
export function toErrorBody(error: ServingError): ErrorBody {
  return { error: { message: error.message, type: error.meaning.type, param: error.param, code: error.code } };
}
