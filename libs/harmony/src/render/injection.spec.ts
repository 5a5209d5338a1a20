import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Conversation, ConversationMessage, JsonObject } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { renderPrompt } from './render-prompt.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());

const controlTexts = ['<|start|>', '<|end|>', '<|message|>', '<|channel|>', '<|constrain|>', '<|return|>', '<|call|>'];
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...controlTexts, '<|endoftext|>', '<|reserved_200013|>'), fc.string()), {
    maxLength: 4,
  })
  .map((parts) => parts.join(''));

describe('texts in a prompt', () => {
  it('cannot become control tokens, wherever they stand', () => {
    const harmless = controlIds(everyFieldHolds(() => 'x'));
    fc.assert(
      fc.property(fc.infiniteStream(hostileText), (texts) => {
        expect(controlIds(everyFieldHolds(() => String(texts.next().value)))).toEqual(harmless);
      }),
      { numRuns: 10_000 },
    );
  });
});

function controlIds(conversation: Conversation): number[] {
  return renderPrompt(conversation, vocabulary).filter((id) => vocabulary.isControl(id));
}

function everyFieldHolds(text: () => string): Conversation {
  const types: Exclude<ConversationMessage['type'], 'tool-call' | 'tool-result' | 'produced-turn'>[] = [
    'developer',
    'user',
    'reasoning',
    'preamble',
    'user',
  ];
  return {
    // Never empty: an empty text leaves the instructions out, and the tools still need the developer message.
    instructions: `!${text()}`,
    messages: [
      ...types.map((type) => ({ type, text: text() })),
      { type: 'tool-call', name: text(), argumentsText: text() },
      { type: 'tool-result', name: text(), text: text() },
      { type: 'answer', text: text() },
    ],
    tools: [{ name: text(), description: text(), parameters: hostileSchema(text) }],
    responseFormats: [{ name: text(), description: text(), schema: hostileSchema(text) }],
    reasoningEffort: 'low',
    currentDate: text(),
  };
}

function hostileSchema(text: () => string): JsonObject {
  const field = {
    type: 'string',
    title: text(),
    description: text(),
    enum: [text()],
    default: text(),
    examples: [text()],
  };
  return { type: 'object', description: text(), properties: { [text()]: field, choice: { oneOf: [field] } } };
}
