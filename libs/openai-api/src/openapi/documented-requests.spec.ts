import { describe, expect, it } from '@jest/globals';
import { FUZZED_ROUTES } from '../../../../test/support/rich-bodies.js';
import { ShapeBook } from '../../../../test/support/published-shapes/shape-book.js';
import { RICH_BODY } from '../chat-completions/chat-request.fixture.js';
import { toOpenApiDocument } from './openapi-document.js';
import { ROUTES } from './routes.js';

const book = new ShapeBook(toOpenApiDocument());

function bodyOf(path: string): string {
  const route = ROUTES.find((one) => one.method === 'post' && isAt(one.path, path));
  if (!route?.body) throw new Error(`The document has no body for ${path}`);
  return route.body.name;
}

function isAt(documented: string, path: string): boolean {
  return new RegExp(`^${documented.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

/** What is understood; the other way round, a body that the document allows may be refused for what no schema can say. */
describe('what a gateway understands, the document allows', () => {
  // But for tools named in a choice as in another dialect, which is forgiven and not documented.
  const rich = { ...RICH_BODY, tool_choice: 'auto' };
  const bodies = [...FUZZED_ROUTES, { path: '/v1/chat/completions', body: rich }];

  it.each(bodies)('$path', ({ path, body }) => {
    expect(book.faults(bodyOf(path), body)).toEqual([]);
  });
});

describe('what is easily written wrong, the document refuses as well', () => {
  const chat = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };

  it.each([
    { ...chat, model: 5 },
    { model: 'm' },
    { ...chat, messages: [] },
    { ...chat, messages: [{ role: 'wizard', content: 'Hi' }] },
    { ...chat, temperature: 3 },
    { ...chat, stop: ['a', 'b', 'c', 'd', 'e'] },
    { ...chat, tools: [{ type: 'function', function: { name: 'no spaces please' } }] },
    { ...chat, tool_choice: 'sometimes' },
    { ...chat, response_format: { type: 'json_schema' } },
    { ...chat, metadata: { a: 5 } },
    { ...chat, logit_bias: { '5': 101 } },
    { ...chat, seed: 1.5 },
  ])('%j', (body) => {
    expect(book.faults('ChatCompletionRequest', body)).not.toEqual([]);
  });
});
