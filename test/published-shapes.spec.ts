import { describe, expect, it } from '@jest/globals';
import { expectPublishedShape } from './support/published-shapes/expect-published-shape.js';
import { KNOWN_DEVIATIONS, allowing } from './support/published-shapes/known-deviations.js';
import { ShapeBook } from './support/published-shapes/shape-book.js';

const choice = { index: 0, message: { role: 'assistant', content: 'Hi', refusal: null }, logprobs: null };
const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ ...choice, finish_reason: 'stop' }],
};

describe('what is held against a published shape', () => {
  it('passes if it has the shape', () => {
    expect(() => expectPublishedShape('chat.completion', completion)).not.toThrow();
  });

  it.each([
    ['lacks a field', { ...completion, choices: [choice] }],
    ['has one of another type', { ...completion, created: 'now' }],
    ['has a word that is not known', { ...completion, choices: [{ ...choice, finish_reason: 'tired' }] }],
    ['has more than was agreed', { ...completion, mood: 'good' }],
    ['has more somewhere inside', { ...completion, choices: [{ ...completion.choices[0], mood: 'good' }] }],
  ])('fails if it %s', (_, value) => {
    expect(() => expectPublishedShape('chat.completion', value)).toThrow();
  });

  it('fails for an event that does not exist, or lacks its number', () => {
    const delta = {
      type: 'response.reasoning_text.delta',
      item_id: 'rs_1',
      output_index: 0,
      content_index: 0,
      delta: 'a',
    };
    expect(() => expectPublishedShape('response.event', { ...delta, sequence_number: 1 })).not.toThrow();
    expect(() => expectPublishedShape('response.event', delta)).toThrow('sequence_number');
    expect(() => expectPublishedShape('response.event', { type: 'response.sigh', sequence_number: 1 })).toThrow();
  });
});

describe('a deviation', () => {
  it('must stand at a place that there is', () => {
    const [deviation] = KNOWN_DEVIATIONS.openai;
    expect(() => allowing({ components: {} }, deviation ? [deviation] : [])).toThrow('There is nothing at');
  });
});

describe('objects of which no field is named', () => {
  const book = new ShapeBook({
    components: { schemas: { Any: {}, Texts: { additionalProperties: { type: 'string' } } } },
  });

  it('may have any', () => {
    expect(book.extensions('Any', { a: { b: 1 } })).toEqual([]);
    expect(book.extensions('Texts', { a: 'b' })).toEqual([]);
    expect(book.faults('Texts', { a: 1 })).not.toEqual([]);
  });
});
