import { describe, expect, it } from '@jest/globals';
import { StreamTimeline } from './stream-timeline.js';

const chunk = (delta: object, usage: object | null = null) => JSON.stringify({ choices: [{ delta }], usage });

const USAGE = { prompt_tokens: 70, prompt_tokens_details: { cached_tokens: 64 }, completion_tokens: 11 };

function play(...events: [atMs: number, text: string][]) {
  const timeline = new StreamTimeline();
  for (const [atMs, text] of events) timeline.record(text, atMs);
  return timeline.outcome();
}

describe('the timeline of a stream', () => {
  it('tells the first event, the first token and the first answer apart', () => {
    const outcome = play(
      [5, chunk({ role: 'assistant', content: '' })],
      [9, chunk({ reasoning: 'The', reasoning_content: 'The' })],
      [12, chunk({ content: 'Par' })],
      [16, chunk({ content: 'is' })],
      [17, JSON.stringify({ choices: [], usage: USAGE })],
      [17, '[DONE]'],
    );
    expect(outcome).toEqual({
      type: 'completed',
      firstEventMs: 5,
      firstTokenMs: 9,
      firstAnswerMs: 12,
      gapsMs: [3, 4],
      tokens: 11,
      promptTokens: 70,
      cachedTokens: 64,
      answer: 'Paris',
    });
  });

  it('is told to whoever listens, token by token', () => {
    const heard: number[] = [];
    const timeline = new StreamTimeline((atMs) => heard.push(atMs));
    timeline.record(chunk({ role: 'assistant', content: '' }), 5);
    timeline.record(chunk({ reasoning_content: 'Hm' }), 9);
    timeline.record(chunk({ content: 'Paris' }), 12);
    expect(heard).toEqual([9, 12]);
  });

  it('counts chunks with tokens where the server gives no usage', () => {
    expect(
      play([1, chunk({ content: 'a' })], [2, chunk({ content: 'b' })], [3, chunk({})], [3, '[DONE]']),
    ).toMatchObject({ tokens: 2 });
  });

  it('has no times for what never came', () => {
    expect(play([1, chunk({ tool_calls: [{ index: 0 }] })], [2, '[DONE]'])).toMatchObject({
      firstTokenMs: 1,
      firstAnswerMs: null,
      gapsMs: [],
    });
  });

  it('fails with the error that came in mid-stream', () => {
    const error = JSON.stringify({ error: { code: 'generation_failed', message: 'no more' } });
    expect(play([1, chunk({ content: 'a' })], [2, error])).toEqual({
      type: 'failed',
      reason: 'generation_failed: no more',
    });
  });

  it('fails if the stream was cut or is not JSON', () => {
    expect(play([1, chunk({ content: 'a' })])).toMatchObject({ reason: 'the stream ended without [DONE]' });
    expect(play([1, '<html>'], [2, '[DONE]'])).toMatchObject({ reason: 'an event is not a JSON object' });
  });
});
