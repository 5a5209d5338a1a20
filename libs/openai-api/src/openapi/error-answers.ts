import { type ErrorCode, type JsonObject, ServingError } from '#protocol';
import { toAnthropicStatus } from '../messages/message-errors.js';
import { OF_ERRORS } from './headers.js';
import { toHeaderRefs } from './references.js';
import type { ErrorDialect, Route } from './route.js';

/** What any request with a key can meet. */
const WITH_A_KEY: readonly ErrorCode[] = ['invalid_api_key', 'insufficient_permissions', 'internal_error'];
/** What any body can be refused for. */
const WITH_A_BODY: readonly ErrorCode[] = [
  ...(['invalid_json', 'missing_required_parameter', 'invalid_type', 'invalid_value'] as const),
  ...(['request_too_large', 'unsupported_media_type'] as const),
];

/** What can go wrong where the model is asked. */
export const OF_GENERATING: readonly ErrorCode[] = [
  ...(['unsupported_parameter', 'unsupported_value', 'unsupported_content', 'invalid_json_schema'] as const),
  ...(['context_length_exceeded', 'invalid_encrypted_content', 'model_not_found'] as const),
  ...(['idempotency_key_reused', 'rate_limit_exceeded', 'token_rate_limit_exceeded'] as const),
  ...(['overloaded', 'ledger_unavailable', 'shutting_down'] as const),
  ...(['generation_failed', 'generation_lost', 'poisonous_request', 'vocabulary_mismatch'] as const),
];

/** The error answers of a route by their status; each lists the codes that it may have. */
export function toErrorAnswers({ scope, body, errors, dialect = 'openai' }: Route): Record<string, JsonObject> {
  const codes = [...(scope === 'open' ? [] : WITH_A_KEY), ...(body ? WITH_A_BODY : []), ...errors];
  const byStatus = new Map<number, ServingError[]>();
  for (const error of [...new Set(codes)].map((code) => new ServingError(code))) {
    const status = dialect === 'anthropic' ? toAnthropicStatus(error) : error.meaning.status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), error]);
  }
  const statuses = [...byStatus.keys()].sort((left, right) => left - right);
  return Object.fromEntries(statuses.map((status) => [status, toErrorAnswer(byStatus.get(status) ?? [], dialect)]));
}

function toErrorAnswer(errors: readonly ServingError[], dialect: ErrorDialect): JsonObject {
  const $ref = `#/components/schemas/${dialect === 'anthropic' ? 'AnthropicError' : 'Error'}`;
  return {
    description: errors.map(({ code, message }) => `\`${code}\`: ${message}`).join('\n\n'),
    headers: toHeaderRefs(OF_ERRORS),
    content: { 'application/json': { schema: { $ref } } },
  };
}
