import { describe, expect, it } from '@jest/globals';
import { ServingError } from '#protocol';
import { eventsOf } from '../chat-completions/chat-events.fixture.js';
import { toCallId } from '../chat-completions/chat-identity.js';
import { HIDDEN, MESSAGE, OMITTED, SHOWN } from './message-events.fixture.js';
import { toMessage } from './render-message.js';

const TURN = eventsOf(
  [
    { kind: 'reasoning', texts: ['They ', 'ask.'] },
    { kind: 'preamble', texts: ['I look.'] },
    { kind: 'tool-call', toolName: 'get_weather', texts: ['{"city":', '"Oslo"}'] },
  ],
  'tool-call',
);
const inputOf = (argumentsText: string) =>
  toMessage(MESSAGE, eventsOf([{ kind: 'tool-call', toolName: 'look', texts: [argumentsText] }]), SHOWN).content[0];

describe('a whole message', () => {
  it('has its thoughts, words and calls as blocks, and what they cost', () => {
    expect(toMessage(MESSAGE, TURN, SHOWN)).toEqual({
      id: 'msg_01k9yq5w3v7zq4m8r2t6x0abcd',
      type: 'message',
      role: 'assistant',
      model: 'claude-gpt-oss-120b',
      content: [
        { type: 'thinking', thinking: 'They ask.', signature: 'sealed 9' },
        { type: 'text', text: 'I look.' },
        {
          type: 'tool_use',
          id: toCallId(MESSAGE.generationId, 2),
          name: 'get_weather',
          input: { city: 'Oslo' },
          caller: { type: 'direct' },
        },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      stop_details: null,
      usage: {
        input_tokens: 6,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 64,
        output_tokens: 30,
        output_tokens_details: { thinking_tokens: 12 },
        server_tool_use: null,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        service_tier: 'standard',
        inference_geo: null,
        speed: null,
      },
      container: null,
      diagnostics: null,
    });
  });

  it('shows only as much of its thoughts as its client wants and may see', () => {
    expect(toMessage(MESSAGE, TURN, OMITTED).content[0]).toEqual({
      type: 'thinking',
      thinking: '',
      signature: 'sealed 9',
    });
    expect(toMessage(MESSAGE, TURN, HIDDEN).content.map(({ type }) => type)).toEqual(['text', 'tool_use']);
  });

  it.each(['', '{"city":', 'null', '[1]', '"Oslo"', '{}'])(
    'has an object as input also when the model wrote %j',
    (text) => {
      expect(inputOf(text)).toMatchObject({ type: 'tool_use', input: {} });
    },
  );

  it('that failed is thrown', () => {
    const failing = (): unknown =>
      toMessage(MESSAGE, [{ type: 'error', code: 'generation_failed', message: 'Out of luck.' }], SHOWN);
    expect(failing).toThrow(new ServingError('generation_failed', 'Out of luck.'));
  });
});
