import type { ServingError } from '#protocol';

/** Anthropic's word for an overloaded server; its SDKs try again. */
const OVERLOADED = 529;

/** Anthropic's `error.type`, as far as there is a reason for it here. */
export type AnthropicErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'api_error'
  | 'overloaded_error';

/** The body of an error answer in Anthropic's dialect; `details.error_code` is the code that our other dialects have too. */
export interface AnthropicErrorBody {
  type: 'error';
  error: { type: AnthropicErrorType; message: string; details: { error_code: string; param: string | null } };
  request_id: string | null;
}

/** An error as Anthropic's clients read it; the status is `toAnthropicStatus(error)`. */
export function toAnthropicErrorBody(error: ServingError, requestId: string | null): AnthropicErrorBody {
  const { code, message, param } = error;
  const type = toErrorType(toAnthropicStatus(error));
  return { type: 'error', error: { type, message, details: { error_code: code, param } }, request_id: requestId };
}

/** The status Anthropic gives for such an error: what is unavailable for a moment is 529 there, not 503. */
export function toAnthropicStatus({ meaning }: ServingError): number {
  return meaning.status === 503 ? OVERLOADED : meaning.status;
}

function toErrorType(status: number): AnthropicErrorType {
  switch (status) {
    case 401:
      return 'authentication_error';
    case 403:
      return 'permission_error';
    case 404:
      return 'not_found_error';
    case 413:
      return 'request_too_large';
    case 429:
      return 'rate_limit_error';
    case OVERLOADED:
      return 'overloaded_error';
    default:
      return status < 499 ? 'invalid_request_error' : 'api_error';
  }
}
