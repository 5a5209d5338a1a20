import { describe, expect, it } from '@jest/globals';
import { conversationIn } from '../../../../test/support/sample-request.js';
import { bodyWith, CONTEXT } from './chat-request.fixture.js';
import { parseChatRequest } from './parse-chat-request.js';

const requestFor = (format: unknown) => parseChatRequest(bodyWith({ response_format: format }), CONTEXT).request;

describe('the response format of a chat request', () => {
  it.each([undefined, null, { type: 'text' }])('binds nothing when it is %j', (format) => {
    expect(requestFor(format)).toMatchObject({
      prompt: { conversation: { responseFormats: [] } },
      answerSchema: null,
    });
  });

  it('may be any JSON object, of which the messages need not say a word', () => {
    expect(requestFor({ type: 'json_object' })).toMatchObject({
      prompt: { conversation: { responseFormats: [] } },
      answerSchema: { schema: { type: 'object' }, isStrict: true, param: 'response_format' },
    });
  });

  it('is shown to the model when it is a schema, and binds if it is strict', () => {
    const schema = { type: 'object' };
    const named = { name: 'weather', description: 'Degrees', schema };
    for (const strict of [undefined, null, false, true]) {
      const request = requestFor({ type: 'json_schema', json_schema: { ...named, strict } });
      expect(conversationIn(request).responseFormats).toEqual([named]);
      expect(request.answerSchema).toEqual({
        schema,
        isStrict: strict === true,
        param: 'response_format.json_schema.schema',
      });
    }
  });

  it('needs no description', () => {
    const request = requestFor({ type: 'json_schema', json_schema: { name: 'w', schema: {} } });
    expect(conversationIn(request).responseFormats).toEqual([{ name: 'w', description: '', schema: {} }]);
  });
});
