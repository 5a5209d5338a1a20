/** Status codes of gRPC that we use, by their numbers in the gRPC specification. */
const GRPC = {
  cancelled: 1,
  invalidArgument: 3,
  notFound: 5,
  denied: 7,
  exhausted: 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
};

interface ErrorMeaning {
  status: number;
  /** OpenAI's `error.type`. */
  type: string;
  grpcStatus: number;
  /** Whether the very same request may succeed later. */
  retryable: boolean;
  wording: string;
}

const invalidRequest = (wording: string, status = 400): ErrorMeaning => ({
  status,
  type: 'invalid_request_error',
  grpcStatus: GRPC.invalidArgument,
  retryable: false,
  wording,
});

const unavailable = (wording: string): ErrorMeaning => ({
  status: 503,
  type: 'server_error',
  grpcStatus: GRPC.unavailable,
  retryable: true,
  wording,
});

const rateLimited = (type: string): Omit<ErrorMeaning, 'wording'> => ({
  status: 429,
  type,
  grpcStatus: GRPC.exhausted,
  retryable: true,
});

/** The one table of everything that can go wrong, for the HTTP filter, the streams, the workers and the metric labels. */
export const ERRORS = {
  invalid_request: invalidRequest('This is not a valid HTTP request.'),
  invalid_json: invalidRequest('The body is not valid JSON.'),
  missing_required_parameter: invalidRequest('A required parameter is missing.'),
  invalid_type: invalidRequest('A parameter has the wrong type.'),
  invalid_value: invalidRequest('A parameter has a value that is not allowed.'),
  unsupported_parameter: invalidRequest('A parameter is not supported.'),
  unsupported_value: invalidRequest('A value is not supported.'),
  unsupported_content: invalidRequest('Only text content is supported.'),
  invalid_json_schema: invalidRequest('The JSON schema cannot be enforced.'),
  context_length_exceeded: invalidRequest('The prompt does not fit the context of the model.'),
  request_too_large: invalidRequest('The body is too large.', 413),
  unsupported_media_type: invalidRequest('The body must be sent as application/json.', 415),
  invalid_api_key: { ...invalidRequest('Incorrect API key provided.', 401), grpcStatus: GRPC.unauthenticated },
  model_not_found: { ...invalidRequest('The model does not exist.', 404), grpcStatus: GRPC.notFound },
  not_found: { ...invalidRequest('There is nothing at this address.', 404), grpcStatus: GRPC.notFound },
  generation_not_found: { ...invalidRequest('There is no such generation.', 404), grpcStatus: GRPC.notFound },
  response_not_found: { ...invalidRequest('There is no such response.', 404), grpcStatus: GRPC.notFound },
  previous_response_not_found: invalidRequest('There is no such previous response.'),
  conversation_not_found: { ...invalidRequest('There is no such conversation.', 404), grpcStatus: GRPC.notFound },
  item_not_found: { ...invalidRequest('There is no such item.', 404), grpcStatus: GRPC.notFound },
  /** Anthropic's word, after which its SDK sends the whole conversation. */
  thread_not_found: { ...invalidRequest('There is no such thread.', 404), grpcStatus: GRPC.notFound },
  conversation_locked: invalidRequest('Another response of this conversation has not ended yet.', 409),
  response_in_progress: invalidRequest('Another response of this connection has not ended yet.', 409),
  connection_expired: invalidRequest('This connection has been open for too long; open another one.', 409),
  invalid_encrypted_content: invalidRequest('This encrypted content was not made here, or was changed.'),
  idempotency_key_reused: invalidRequest('This idempotency key was used for another request.', 422),
  rate_limit_exceeded: { ...rateLimited('requests'), wording: 'Too many requests; slow down.' },
  token_rate_limit_exceeded: { ...rateLimited('tokens'), wording: 'Too many tokens; slow down.' },
  generation_finished: invalidRequest('The generation has ended.', 409),
  generation_changed: invalidRequest('The generation has changed meanwhile; look at it again.', 409),
  insufficient_permissions: { ...invalidRequest('This key may not do that.', 403), grpcStatus: GRPC.denied },
  overloaded: unavailable('No worker has capacity for this request.'),
  ledger_unavailable: unavailable('The queue cannot be reached. Nothing was lost; try again.'),
  shutting_down: unavailable('This gateway is shutting down; try again.'),
  cancelled: {
    status: 499,
    type: 'invalid_request_error',
    grpcStatus: GRPC.cancelled,
    retryable: false,
    wording: 'The generation was cancelled.',
  },
  vocabulary_mismatch: {
    status: 500,
    type: 'server_error',
    grpcStatus: GRPC.internal,
    retryable: true,
    wording: 'The model was replaced while this request waited; send it again.',
  },
  generation_lost: {
    status: 500,
    type: 'server_error',
    grpcStatus: GRPC.internal,
    retryable: true,
    wording: 'There is no record of this generation any more; send the request again.',
  },
  generation_failed: {
    status: 500,
    type: 'server_error',
    grpcStatus: GRPC.internal,
    retryable: true,
    wording: 'The model could not complete this generation.',
  },
  poisonous_request: {
    status: 500,
    type: 'server_error',
    grpcStatus: GRPC.internal,
    retryable: false,
    wording: 'Several workers died of this request before they could answer; it is not tried again.',
  },
  internal_error: {
    status: 500,
    type: 'server_error',
    grpcStatus: GRPC.internal,
    retryable: true,
    wording: 'Something went wrong on the server.',
  },
} as const satisfies Record<string, ErrorMeaning>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(ERRORS, value);
}

export interface ServingErrorDetails {
  /** The field of the request that is at fault, as a path such as `messages[2].content`. */
  param?: string;
  /** For retryable errors: when to come back. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** An error with a code of the table. Before the first event it is thrown and becomes a status; after it, it is the stream's last event. */
export class ServingError extends Error {
  readonly param: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    readonly code: ErrorCode,
    message: string = ERRORS[code].wording,
    details: ServingErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'ServingError';
    this.param = details.param ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }

  get meaning(): ErrorMeaning {
    return ERRORS[this.code];
  }
}

/** Whatever was thrown, as a `ServingError`; what we did not foresee becomes `internal_error` and keeps its cause for the log. */
export function toServingError(thrown: unknown): ServingError {
  return thrown instanceof ServingError ? thrown : new ServingError('internal_error', undefined, { cause: thrown });
}
