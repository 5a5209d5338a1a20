import { describe, expect, it } from '@jest/globals';
import { bodyWith } from './chat-completions/chat-request.fixture.js';
import { refusalOf } from './chat-completions/refused-requests.fixture.js';

describe('a refusal', () => {
  it.each([null, 5, 'text', []])('says that the body must be an object, not %j', (body) => {
    expect(refusalOf(body)).toMatchObject({ code: 'invalid_type', param: null });
  });

  it('says that there is no body', () => {
    expect(refusalOf(undefined)).toMatchObject({ code: 'invalid_json', param: null });
  });

  it.each([
    [{ messages: undefined }, "Missing required parameter: 'messages'."],
    [{ temperature: 'hot' }, "Invalid type for 'temperature': expected a number, but got a string instead."],
    [{ n: 200 }, "Invalid 'n': expected a number of at most 128, but got 200 instead."],
    [{ repeat_penalty: 0 }, "Invalid 'repeat_penalty': expected a number of more than 0, but got 0 instead."],
    [{ top_logprobs: 1 }, "Invalid 'top_logprobs': only allowed when 'logprobs' is true."],
    [{ tool_choice: 'required' }, "Invalid 'tool_choice': only allowed when 'tools' are given."],
    [{ stop: 5 }, "Invalid type for 'stop': expected one of a string or an array, but got an integer instead."],
    [
      { tool_choice: 5 },
      "Invalid type for 'tool_choice': expected one of a string or an object, but got an integer instead.",
    ],
    [{ top_k: -2 }, "Invalid 'top_k': expected a number of at least -1, but got -2 instead."],
    [{ messages: [] }, "Invalid 'messages': expected an array of at least 1 element, but got 0 instead."],
    [{ functions: [] }, "Unsupported parameter: 'functions'. Use 'tools' instead."],
    [
      { verbosity: 'loud' },
      "Invalid 'verbosity': 'loud' is not allowed. Supported values are: 'low', 'medium', and 'high'.",
    ],
  ])('of %j reads like one of OpenAI', (fields, message) => {
    expect(refusalOf(bodyWith(fields)).message).toBe(message);
  });

  it('stays short however long the values of the client are', () => {
    const long = 'secret '.repeat(10_000);
    const bodies = [{ messages: [{ role: long }] }, { metadata: { [long]: '' } }, { verbosity: long }, { tools: long }];
    for (const body of bodies) expect(refusalOf(bodyWith(body)).message.length).toBeLessThan(300);
  });
});
