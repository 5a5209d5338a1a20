import { describe, expect, it } from '@jest/globals';
import { deriveId, ServingError } from '#protocol';
import type { ChatCompletion as OpenAiChatCompletion } from 'openai/resources/chat/completions';
import { eventsOf, IDENTITY } from './chat-events.fixture.js';
import { toChatCompletion } from './render-chat-completion.js';

const shown = { includeReasoning: true };

describe('a chat completion', () => {
  it('carries reasoning under both names, the answer and what was spent', () => {
    const events = eventsOf([
      { kind: 'reasoning', texts: ['Think', 'ing'] },
      { kind: 'answer', texts: ['Hel', 'lo'] },
    ]);
    const completion: OpenAiChatCompletion = toChatCompletion(IDENTITY, events, shown);
    expect(completion).toEqual({
      id: 'chatcmpl-01k9yq5w3v7zq4m8r2t6x0abcd',
      object: 'chat.completion',
      created: 1_763_900_000,
      model: 'openai/gpt-oss-20b',
      system_fingerprint: 'fp_tiny',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Hello',
            refusal: null,
            reasoning: 'Thinking',
            reasoning_content: 'Thinking',
          },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 70,
        completion_tokens: 30,
        total_tokens: 100,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: {
          reasoning_tokens: 12,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
    });
  });

  it('has null content when it is a tool call and nothing else', () => {
    const events = eventsOf([{ kind: 'tool-call', texts: ['{"a"', ':1}'] }], 'tool-call');
    const [choice] = toChatCompletion(IDENTITY, events, shown).choices;
    expect(choice.finish_reason).toBe('tool_calls');
    expect(choice.message).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        {
          id: deriveId('call', IDENTITY.generationId, 0),
          type: 'function',
          function: { name: 'tool_0', arguments: '{"a":1}' },
        },
      ],
    });
  });

  it('joins several items of one kind by a line break', () => {
    const events = eventsOf([
      { kind: 'reasoning', texts: ['one'] },
      { kind: 'preamble', texts: ['Plan.'] },
      { kind: 'reasoning', texts: [] },
      { kind: 'reasoning', texts: ['two'] },
      { kind: 'answer', texts: ['Done.'] },
    ]);
    const [choice] = toChatCompletion(IDENTITY, events, shown).choices;
    expect(choice.message).toMatchObject({ reasoning: 'one\ntwo', content: 'Plan.\nDone.' });
  });

  it('says nothing of reasoning that is to be hidden, and has empty content if cut off before the answer', () => {
    const events = eventsOf([{ kind: 'reasoning', texts: ['secret'] }], 'length');
    const [choice] = toChatCompletion(IDENTITY, events, { includeReasoning: false }).choices;
    expect(choice).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(JSON.stringify(choice)).not.toContain('reasoning');
  });

  it('of a failed generation is its error', () => {
    const events = [{ type: 'error' as const, code: 'generation_failed' as const, message: 'Out of luck.' }];
    expect(() => toChatCompletion(IDENTITY, events, shown)).toThrow(
      new ServingError('generation_failed', 'Out of luck.'),
    );
  });
});
