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

const met = new Set<string>();
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
  const extensions = book.extensions(name, value);
  for (const path of extensions) met.add(`${shape}: ${path}`);
  const surprises = extensions.filter((path) => !OUR_EXTENSIONS[shape]?.includes(path));
  expect({ shape, surprises, value }).toEqual({ shape, surprises: [], value });
}

/** Which of `OUR_EXTENSIONS` no value had that was looked at. */
export function extensionsNotMet(): string[] {
  const all = Object.entries(OUR_EXTENSIONS).flatMap(([shape, paths]) => paths.map((path) => `${shape}: ${path}`));
  return all.filter((one) => !met.has(one));
}

function read(publisher: keyof typeof KNOWN_DEVIATIONS): ShapeBook {
  const path = new URL(`generated/${publisher}.json`, import.meta.url);
  return new ShapeBook(allowing(JSON.parse(readFileSync(path, 'utf8')), KNOWN_DEVIATIONS[publisher]));
}
