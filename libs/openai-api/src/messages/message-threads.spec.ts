import { ServingError } from '#protocol';
import { describe, expect, it } from '@jest/globals';
import { parseBody } from '../parse-body.js';
import { toAnthropicErrorBody } from './message-errors.js';
import { messagesRequestSchema } from './messages-request.schema.js';

const asking = (thread: unknown) => ({
  model: 'gpt-oss-120b',
  max_tokens: 10,
  messages: [{ role: 'user', content: 'Hello' }],
  thread,
});

describe('a message thread, which is not kept here', () => {
  it.each([{ type: 'create' }, { type: 'continue', previous_message_id: 'msg_1' }])(
    'is refused in the words after which the SDK sends the whole conversation: %j',
    (thread) => {
      const refusal = (): unknown => parseBody(messagesRequestSchema, asking(thread));
      expect(refusal).toThrow(ServingError);
      const error = caught(refusal);
      expect(toAnthropicErrorBody(error, null).error).toMatchObject({
        type: 'invalid_request_error',
        details: { error_code: 'thread_unsupported_request', param: 'thread' },
      });
    },
  );

  it('is nothing to complain of where none is asked for', () => {
    expect(() => parseBody(messagesRequestSchema, asking(null))).not.toThrow();
  });
});

function caught(refuse: () => unknown): ServingError {
  try {
    refuse();
  } catch (error) {
    if (error instanceof ServingError) return error;
  }
  throw new Error('It was not refused');
}
