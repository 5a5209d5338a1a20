import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { KNOWN_DEVIATIONS, allowing } from './known-deviations.js';
import { OUR_EXTENSIONS } from './our-extensions.js';
import { ShapeBook } from './shape-book.js';

/** What we answer, and under which name OpenAI or Anthropic has published its schema. */
const PUBLISHED = {
  'chat.completion': ['openai', 'CreateChatCompletionResponse'],
  'chat.chunk': ['openai', 'CreateChatCompletionStreamResponse'],
  completion: ['openai', 'CreateCompletionResponse'],
  response: ['openai', 'Response'],
  'response.event': ['openai', 'ResponseStreamEvent'],
  'response.items': ['openai', 'ResponseItemList'],
  'response.input_tokens': ['openai', 'TokenCountsResource'],
  'response.compaction': ['openai', 'CompactResource'],
  conversation: ['openai', 'ConversationResource'],
  'conversation.deleted': ['openai', 'DeletedConversationResource'],
  'conversation.item': ['openai', 'ConversationItem'],
  'conversation.items': ['openai', 'ConversationItemList'],
  model: ['openai', 'Model'],
  'model.list': ['openai', 'ListModelsResponse'],
  error: ['openai', 'ErrorResponse'],
  message: ['anthropic', 'Message'],
  'message.event': ['anthropic', 'RawMessageStreamEvent'],
  'message.tokens': ['anthropic', 'MessageTokensCount'],
  'message.error': ['anthropic', 'ErrorResponse'],
} as const;

export type PublishedShape = keyof typeof PUBLISHED;

const books = { openai: read('openai'), anthropic: read('anthropic') };

/**
 * Fails unless a value has the shape that is published for it: OpenAI's by its OpenAPI document, Anthropic's by the types of
 * its package. It may deviate, and have more,
 * but only as `KNOWN_DEVIATIONS` and `OUR_EXTENSIONS` say.
 */
export function expectPublishedShape(shape: PublishedShape, value: unknown): void {
  const [publisher, name] = PUBLISHED[shape];
  const book = books[publisher];
  expect({ shape, faults: book.faults(name, value), value }).toEqual({ shape, faults: [], value });
  const allowed = OUR_EXTENSIONS[shape] ?? [];
  const surprises = book.extensions(name, value).filter((path) => !allowed.includes(path));
  expect({ shape, surprises, value }).toEqual({ shape, surprises: [], value });
}

function read(publisher: keyof typeof KNOWN_DEVIATIONS): ShapeBook {
  const path = new URL(`generated/${publisher}.json`, import.meta.url);
  return new ShapeBook(allowing(JSON.parse(readFileSync(path, 'utf8')), KNOWN_DEVIATIONS[publisher]));
}
