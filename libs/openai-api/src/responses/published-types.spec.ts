import { describe, expect, it } from '@jest/globals';
import type {
  CompactedResponse as PublishedCompaction,
  Response,
  ResponseItem as PublishedItem,
} from 'openai/resources/responses/responses';
import { eventsOf } from '../chat-completions/chat-events.fixture.js';
import type { ResponseItem } from './response-item.js';
import { echoOf, IDENTITY, seal } from './response.fixture.js';
import { toCompaction } from './to-compaction.js';
import { toResponse } from './to-response.js';

/** Without what the client adds by itself; that `usage` can be `null` is true, but not in the types. */
type Sent = Omit<Response, 'output_text' | 'access_programs' | 'usage'>;

/* That this compiles is the test: what we answer with is what OpenAI's own package says it reads. */
describe('the types of responses', () => {
  it('are those that OpenAI publishes', () => {
    const events = eventsOf([{ kind: 'answer', texts: ['Yes'] }]);
    const response: Sent = toResponse(IDENTITY, echoOf(), events, seal);
    const compaction: Omit<PublishedCompaction, 'output'> = toCompaction(IDENTITY, [], events, seal);
    const toPublished = (item: ResponseItem): PublishedItem => item;
    expect([response.object, compaction.object, typeof toPublished]).toEqual([
      'response',
      'response.compaction',
      'function',
    ]);
  });
});
