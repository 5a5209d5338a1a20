import { toErrorBody } from '#openai-api';
import { type Json, type JsonObject, ServingError } from '#protocol';

/** What OpenAI's sockets know and these do not; whoever asks for it counts on it. */
const REFUSED: readonly { name: string; isHarmless: (value: Json) => boolean; reason: string }[] = [
  { name: 'stream_id', isHarmless: () => false, reason: 'A connection carries one response after the other.' },
  { name: 'generate', isHarmless: (value) => value === true, reason: 'A response is always generated.' },
];

/**
 * Reads one message of a client: the body of a response, beside its type or under `response`. It is a stream whatever it says.
 * Throws a `ServingError` of status 400.
 */
export function parseSocketMessage(text: string): JsonObject {
  const message = parseObject(text);
  if (message.type !== 'response.create') {
    const reason = "Invalid 'type': the only message a client may send is 'response.create'.";
    throw new ServingError('invalid_value', reason, { param: 'type' });
  }
  for (const { name, isHarmless, reason } of REFUSED) {
    const value = message[name] ?? null;
    if (value === null || isHarmless(value)) continue;
    throw new ServingError('unsupported_parameter', `Unsupported parameter: '${name}'. ${reason}`, { param: name });
  }
  // Its other fields mean nothing in a body.
  return { ...(isObject(message.response) ? message.response : message), stream: true };
}

/** An error as the clients of a socket read it. */
export function toErrorMessage(error: ServingError): string {
  return JSON.stringify({ type: 'error', status: error.meaning.status, ...toErrorBody(error) });
}

function parseObject(text: string): JsonObject {
  const message = parseJson(text);
  if (isObject(message)) return message;
  throw new ServingError('invalid_type', 'Invalid message: expected an object.');
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ServingError('invalid_json', 'The message is not valid JSON.');
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
