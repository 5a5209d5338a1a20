import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import type { Frame, GenerationEvent } from '#protocol';
import fc from 'fast-check';
import { standingEvents } from '../answers/standing-events.js';
import { parseStreamPosition } from '../answers/stream-position.js';
import { anySteeredEvents, eventsOf, framesOf } from '../chat-completions/chat-events.fixture.js';
import { MessageEventStream } from './message-event-stream.js';
import { anyMessageEvents, anySizes, eventsIn, HIDDEN, MESSAGE, OMITTED, SHOWN } from './message-events.fixture.js';
import { foldItems } from './message-items.js';
import { toMessage, type MessageView } from './render-message.js';

function stream(frames: readonly Frame[], view: MessageView = SHOWN, from?: string): string {
  const had = from === undefined ? undefined : parseStreamPosition(from, 1, 'Last-Event-ID');
  const rendered = new MessageEventStream(MESSAGE, view, had);
  return [rendered.opening(), ...frames.map((frame) => rendered.pushFrame(frame))].join('');
}

/** The message that Anthropic's own SDK makes of a stream. */
async function accumulated(text: string): Promise<Anthropic.Message> {
  const fetch = (): Promise<Response> =>
    Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }));
  const client = new Anthropic({ apiKey: 'sk', fetch });
  return client.messages.stream({ model: 'm', max_tokens: 1, messages: [] }).finalMessage();
}

/** What a client that knows of edits has in the end: of each block that stands its type and all of its text. */
function standingBlocks(text: string): string[][] {
  let blocks = new Map<number, string[]>();
  for (const { data } of eventsIn(text)) {
    const { index = -1, content_block: begun, delta = {}, harmonium } = data;
    if (begun) blocks.set(index, [begun.type, '']);
    const block = blocks.get(index);
    if (block) block[1] += delta.text ?? delta.thinking ?? delta.partial_json ?? '';
    const { standing } = harmonium ?? {};
    if (standing) blocks = new Map([...blocks].filter(([at]) => standing.includes(at)));
  }
  return [...blocks.values()];
}

const KIND_TYPES = { reasoning: 'thinking', preamble: 'text', answer: 'text', 'tool-call': 'tool_use' };
const blocksOf = (events: readonly GenerationEvent[]): string[][] =>
  foldItems(standingEvents(events))
    .all()
    .filter(({ kind, text }) => kind === 'tool-call' || text !== '')
    .map(({ kind, text }) => [KIND_TYPES[kind], text]);

describe('the events of a message', () => {
  it.each([SHOWN, OMITTED, HIDDEN])(
    'make, in the hands of the SDK, just the message that is not streamed: %j',
    async (view) => {
      await fc.assert(
        fc.asyncProperty(anyMessageEvents, anySizes, async (events, sizes) => {
          const { usage, ...message } = await accumulated(stream(framesOf(events, sizes), view));
          const finish = events.at(-1);
          const promptTokens = finish?.type === 'finish' ? finish.usage.promptTokens : 0;
          const whole = toMessage({ ...MESSAGE, promptTokens }, events, view);
          const { usage: spent, ...expected } = whole;
          expect(JSON.parse(JSON.stringify(message))).toEqual({ ...expected, parsed_output: null });
          expect(usage).toEqual(spent);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('do not disturb the SDK by what it does not know, and fail in its hands as they failed here', async () => {
    const [started, ...rest] = eventsOf([{ kind: 'answer', texts: ['One', 'Two'] }]);
    const paused: GenerationEvent[] = [...(started ? [started] : []), { type: 'paused' }, { type: 'resumed' }];
    const heartbeat = ': ping\n\n';
    const message = await accumulated(`${heartbeat}${stream(framesOf([...paused, ...rest]))}`);
    expect(message.content).toMatchObject([{ type: 'text', text: 'OneTwo' }]);
    const failed: GenerationEvent = { type: 'error', code: 'generation_failed', message: 'Out of luck.' };
    await expect(accumulated(stream(framesOf([...paused, failed])))).rejects.toMatchObject({
      type: 'api_error',
      errorCode: 'generation_failed',
    });
  });

  it('make, for whoever minds the pings, just what stands after any edits', () => {
    fc.assert(
      fc.property(anySteeredEvents, anySizes, (events, sizes) => {
        expect(standingBlocks(stream(framesOf(events, sizes)))).toEqual(blocksOf(events));
      }),
      { numRuns: 2_000 },
    );
  });

  it('count their blocks without gaps, and leave none open', () => {
    fc.assert(
      fc.property(anySteeredEvents, fc.constantFrom(SHOWN, OMITTED, HIDDEN), (events, view) => {
        const all = eventsIn(stream(framesOf(events), view));
        const of = (type: string): unknown[] => all.flatMap(({ data }) => (data.type === type ? [data.index] : []));
        const started = of('content_block_start');
        expect(started).toEqual([...started.keys()]);
        expect(of('content_block_stop').toSorted()).toEqual(started.toSorted());
      }),
      { numRuns: 1_000 },
    );
  });

  it('are exactly the rest for whoever comes back, wherever that is', () => {
    fc.assert(
      fc.property(anySteeredEvents, anySizes, fc.nat(), (events, sizes, at) => {
        const frames = framesOf(events, sizes);
        const whole = stream(frames).split(/(?<=\n\n)/);
        const had = whole.slice(0, at % (whole.length + 1)).join('');
        const last = eventsIn(had).at(-1)?.id;
        expect(had + stream(frames, SHOWN, last)).toBe(whole.join(''));
      }),
      { numRuns: 2_000 },
    );
  });
});
