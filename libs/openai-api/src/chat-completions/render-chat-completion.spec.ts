import { describe, expect, it } from '@jest/globals';
import { deriveId, ServingError, type GenerationEvent, type TokenLogprob } from '#protocol';
import type { ChatCompletion as OpenAiChatCompletion } from 'openai/resources/chat/completions';
import { CUSTOM_TOOL, eventsOf, EVERYTHING, IDENTITY, identityOf, USAGE } from './chat-events.fixture.js';
import { toChatLogprobs } from './chat-logprobs.js';
import { toChatCompletion } from './render-chat-completion.js';

const shown = { ...EVERYTHING, includeLogprobs: false };
const [GENERATION] = IDENTITY.generationIds;

function choiceOf(events: GenerationEvent[], options = shown) {
  const [choice] = toChatCompletion(IDENTITY, [events], options).choices;
  if (!choice) throw new Error('An answer without a choice');
  return choice;
}

describe('a chat completion', () => {
  it('carries reasoning under both names, the answer and what was spent', () => {
    const events = eventsOf([
      { kind: 'reasoning', texts: ['Think', 'ing'] },
      { kind: 'answer', texts: ['Hel', 'lo'] },
    ]);
    const completion: OpenAiChatCompletion = toChatCompletion(IDENTITY, [events], shown);
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
    const events = eventsOf([{ kind: 'tool-call', texts: ['{"a"', ':1}'], toolName: 'f' }], 'tool-call');
    const choice = choiceOf(events);
    expect(choice.finish_reason).toBe('tool_calls');
    expect(choice.message).toEqual({
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [
        {
          id: deriveId('call', GENERATION, 0),
          type: 'function',
          function: { name: 'f', arguments: '{"a":1}' },
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
    const choice = choiceOf(events);
    expect(choice.message).toMatchObject({ reasoning: 'one\ntwo', content: 'Plan.\nDone.' });
  });

  it('says nothing of reasoning that is to be hidden, and has empty content if cut off before the answer', () => {
    const events = eventsOf([{ kind: 'reasoning', texts: ['secret'] }], 'length');
    const choice = choiceOf(events, { ...shown, includeReasoning: false });
    expect(choice).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(JSON.stringify(choice)).not.toContain('reasoning');
  });

  it('gives the text of a custom tool as text', () => {
    const texts = ['{"input": "a\\', 'nb', '"}'];
    const choice = choiceOf(eventsOf([{ kind: 'tool-call', texts, toolName: CUSTOM_TOOL }], 'tool-call'));
    expect(choice.message.tool_calls).toEqual([
      { id: deriveId('call', GENERATION, 0), type: 'custom', custom: { name: CUSTOM_TOOL, input: 'a\nb' } },
    ]);
  });

  it('carries the log probabilities of its content if they were asked for, and null if not', () => {
    const tokens: TokenLogprob[] = [{ bytes: Buffer.from('Hi'), logprob: -1, alternatives: [] }];
    const events = eventsOf([{ kind: 'answer', texts: ['Hi'], logprobs: [tokens] }]);
    expect(choiceOf(events, EVERYTHING).logprobs).toEqual(toChatLogprobs(tokens));
    expect(choiceOf(events).logprobs).toBeNull();
    expect(choiceOf(eventsOf([]), EVERYTHING).logprobs).toEqual({ content: [], refusal: null });
  });

  it('has each choice in its place, and one usage for all', () => {
    const spent = { promptTokens: 70, cachedTokens: 70, completionTokens: 5, reasoningTokens: 2 };
    const one = eventsOf([{ kind: 'answer', texts: ['One'] }], 'length', USAGE);
    const two = eventsOf([{ kind: 'tool-call', texts: ['{}'], toolName: 'f' }], 'tool-call', spent);
    const completion = toChatCompletion(identityOf(2), [one, two], shown);
    expect(completion).toMatchObject({
      id: 'chatcmpl-01k9yq5w3v7zq4m8r2t6x0abcd',
      choices: [
        { index: 0, message: { content: 'One' }, finish_reason: 'length' },
        {
          index: 1,
          message: { content: null, tool_calls: [{ id: deriveId('call', 'gen_other1', 0) }] },
          finish_reason: 'tool_calls',
        },
      ],
      usage: {
        prompt_tokens: 70,
        completion_tokens: 35,
        total_tokens: 105,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 14 },
      },
    });
  });

  it('of a failed generation is its error, whether other choices have ended or not', () => {
    const failed: GenerationEvent[] = [{ type: 'error', code: 'generation_failed', message: 'Out of luck.' }];
    const error = new ServingError('generation_failed', 'Out of luck.');
    const [begun] = eventsOf([]);
    expect(() => choiceOf(failed)).toThrow(error);
    expect(() => toChatCompletion(identityOf(2), [eventsOf([]), failed], shown)).toThrow(error);
    expect(() => toChatCompletion(identityOf(2), [begun ? [begun] : [], failed], shown)).toThrow(error);
  });
});
