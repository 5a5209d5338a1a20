import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import { Stream } from 'openai/streaming';
import type { GenerationEvent } from '#protocol';
import { anySteeredEvents, framesOf } from '../chat-completions/chat-events.fixture.js';
import type { ResponseEcho } from './response-echo.js';
import { ResponseEventMessages } from './response-event-messages.js';
import { ResponseEventStream } from './response-event-stream.js';
import { echoOf, EVERYTHING, IDENTITY, responseOf, seal, textOf } from './response.fixture.js';
import { toResponse } from './to-response.js';

const anyEcho: fc.Arbitrary<ResponseEcho> = fc
  .record({ maySeeReasoning: fc.boolean(), background: fc.boolean() })
  .map(({ background, maySeeReasoning }) => echoOf({ background }, { ...EVERYTHING, maySeeReasoning }));

/** Ends as `responses.stream()` of the official package does with these server-sent events. */
function fromEvents(text: string): Promise<unknown> {
  const stream = Stream.fromSSEResponse(new Response(text), new AbortController());
  return ResponseStream.fromReadableStream(stream.toReadableStream()).finalResponse();
}

function fromMessages(messages: readonly string[]): Promise<unknown> {
  return ResponseStream.fromReadableStream(
    new Blob(messages.map((message) => `${message}\n`)).stream(),
  ).finalResponse();
}

function messagesOf(echo: ResponseEcho, events: readonly GenerationEvent[]): string[] {
  const stream = new ResponseEventMessages(responseOf(echo));
  return [...stream.opening(), ...framesOf(events).flatMap((frame) => stream.pushFrame(frame))];
}

describe("OpenAI's own helper, which refuses what it does not know", () => {
  it('puts together what stands of a response, however it was steered, over HTTP and over a WebSocket', async () => {
    await fc.assert(
      fc.asyncProperty(anySteeredEvents, anyEcho, async (events, echo) => {
        const { status, output } = toResponse(IDENTITY, echo, events, seal);
        expect(await fromEvents(textOf(new ResponseEventStream(responseOf(echo)), events))).toMatchObject({
          status,
          output,
        });
        expect(await fromMessages(messagesOf(echo, events))).toMatchObject({ status, output });
      }),
      { numRuns: 300 },
    );
  });
});
