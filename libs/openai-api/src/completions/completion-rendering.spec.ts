import { describe, expect, it } from '@jest/globals';
import { ServingError, type Frame, type GenerationEvent, type TokenLogprob } from '#protocol';
import fc from 'fast-check';
import { Stream } from 'openai/core/streaming';
import type { Completion } from 'openai/resources/completions';
import { parseStreamPosition } from '../answers/stream-position.js';
import {
  eventsOf,
  framesOf,
  framesOfChoices,
  identityOf,
  USAGE,
  type ChoiceFrame,
} from '../chat-completions/chat-events.fixture.js';
import { toChatUsage } from '../chat-completions/chat-identity.js';
import { anyBareChoices, anyBareEvents } from './bare-events.fixture.js';
import type { Echo } from './completion-logprobs.js';
import type { CompletionOptions } from './completion-presentation.js';
import { CompletionStream } from './completion-stream.js';
import { toTextCompletion } from './render-completion.js';

const EVERYTHING: CompletionOptions = { includeUsage: true, includeLogprobs: true, echo: false, choicesPerPrompt: 1 };

interface Told {
  options?: Partial<CompletionOptions>;
  echoes?: Echo[];
  from?: string | undefined;
}

function stream(choices: number, arrived: readonly ChoiceFrame[], { options, echoes = [], from }: Told = {}): string {
  const had = from === undefined ? undefined : parseStreamPosition(from, choices, 'Last-Event-ID');
  const told = new CompletionStream(identityOf(choices), { ...EVERYTHING, ...options }, echoes, had);
  return [told.opening(), ...arrived.map(([frame, choice]) => told.pushFrame(frame, choice))].join('');
}

const single = (frames: readonly Frame[]): ChoiceFrame[] => frames.map((frame) => [frame, 0]);
const eventsIn = (text: string): string[] => text.split(/(?<=\n\n)/).filter(Boolean);
const idOf = (event: string): string => /^id: (.*)\n/.exec(event)?.[1] ?? '';
const echo = (text: string): Echo => ({ text, tokens: text === '' ? [] : [Buffer.from(text)] });
const token = (text: string | Buffer, logprob = -1, alternatives: TokenLogprob['alternatives'] = []): TokenLogprob => ({
  bytes: Buffer.from(text),
  logprob,
  alternatives,
});

/** The chunks as OpenAI's own client reads them. */
async function read(text: string): Promise<Completion[]> {
  const chunks: Completion[] = [];
  for await (const chunk of Stream.fromSSEResponse<Completion>(new Response(text), new AbortController())) {
    chunks.push(chunk);
  }
  return chunks;
}

describe('a streamed completion', () => {
  const events = eventsOf([{ kind: 'answer', texts: [' "there"', '\n'] }], 'length');

  it('gives the text piece by piece, then the finish reason, the usage and [DONE]', async () => {
    const text = stream(1, single(framesOf(events)));
    const chunks = await read(text);
    expect(chunks.map(({ choices }) => choices[0]?.text)).toEqual([' "there"', '\n', '', undefined]);
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, null, 'length', undefined]);
    expect(chunks.map(({ usage }) => usage)).toEqual([null, null, null, toChatUsage([USAGE])]);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    for (const chunk of chunks) {
      expect(chunk).toMatchObject({
        id: 'cmpl-01k9yq5w3v7zq4m8r2t6x0abcd',
        object: 'text_completion',
        created: 1_763_900_000,
        model: 'openai/gpt-oss-20b',
        system_fingerprint: 'fp_tiny',
      });
    }
  });

  it('has no usage unless it was asked for', () => {
    expect(stream(1, single(framesOf(events)), { options: { includeUsage: false } })).not.toContain('usage');
  });

  it('begins each choice with its prompt, if that is to be echoed', async () => {
    const frames = framesOfChoices([...events.map((event) => [event, 1] as [GenerationEvent, number])]);
    const chunks = await read(stream(2, frames, { echoes: [echo('One'), echo('Two')] }));
    expect(chunks.slice(0, 3).map(({ choices }) => [choices[0]?.index, choices[0]?.text])).toEqual([
      [0, 'One'],
      [1, 'Two'],
      [1, ' "there"'],
    ]);
  });

  it('ends with the error, and without [DONE], when the generation failed', async () => {
    const text = stream(1, single(framesOf([{ type: 'error', code: 'generation_failed', message: 'Out of luck.' }])));
    expect(text).not.toContain('[DONE]');
    await expect(read(text)).rejects.toThrow('Out of luck.');
  });

  it('tells what an edit left of it, with the prompt if that is echoed', () => {
    const standing = events.slice(1, 3);
    const rewound: GenerationEvent = { type: 'rewound', command: 1, toToken: 1, standing };
    const text = stream(1, single(framesOf([...events.slice(0, 4), rewound])), { echoes: [echo('Hello')] });
    expect(text).toContain('"harmonium":{"type":"rewound","token":1,"text":"Hello \\"there\\""}');
  });

  it('sums what several prompts have spent, each once', async () => {
    const arrived = [0, 1, 2, 3].flatMap((choice) =>
      events.map((event) => [event, choice] as [GenerationEvent, number]),
    );
    const chunks = await read(stream(4, framesOfChoices(arrived), { options: { choicesPerPrompt: 2 } }));
    expect(chunks.at(-1)?.usage).toMatchObject({
      prompt_tokens: 2 * USAGE.promptTokens,
      completion_tokens: 4 * USAGE.completionTokens,
    });
  });
});

describe('likelihoods in the legacy shape', () => {
  const told = (texts: string[], logprobs: TokenLogprob[][]) =>
    toTextCompletion(identityOf(1), [eventsOf([{ kind: 'answer', texts, logprobs }])], EVERYTHING, []).choices[0]
      ?.logprobs;

  it('have one element in each list for every token, the token itself always among the likeliest', () => {
    const likeliest = [
      { bytes: Buffer.from('!'), logprob: -0.5 },
      { bytes: Buffer.from('?'), logprob: -Infinity },
    ];
    expect(told(['Hi', ' you'], [[token('Hi', -0.1)], [token(' you', -2, likeliest)]])).toEqual({
      tokens: ['Hi', ' you'],
      token_logprobs: [-0.1, -2],
      top_logprobs: [{ Hi: -0.1 }, { '!': -0.5, '?': -9_999, ' you': -2 }],
      text_offset: [0, 2],
    });
  });

  it('name parts of a character by their bytes, and place them where the character stands', () => {
    const [first, second] = [Buffer.from('😀').subarray(0, 2), Buffer.from('😀').subarray(2)];
    const logprobs = [[token('A')], [token(first)], [token(second)], [token('B')]];
    expect(told(['A', '', '😀', 'B'], logprobs)).toMatchObject({
      tokens: ['A', 'bytes:\\xf0\\x9f', 'bytes:\\x98\\x80', 'B'],
      text_offset: [0, 1, 1, 2],
    });
  });

  it('place tokens whose text is held back where it will stand, and those behind what somebody wrote behind that', () => {
    expect(told(['', 'ENE'], [[token('E')], [token('N'), token('E')]])?.text_offset).toEqual([0, 1, 2]);
    expect(told(['given', ' more'], [[], [token(' more')]])?.text_offset).toEqual([5]);
    expect(told(['given more'], [[token(' more')]])?.text_offset).toEqual([5]);
  });

  it('of a prompt that is given back are not known, and its tokens stand in front of the others', () => {
    const [head, tail] = [Buffer.from('😀').subarray(0, 3), Buffer.from('😀').subarray(3)];
    const events = eventsOf([{ kind: 'answer', texts: ['B'], logprobs: [[token('B')]] }]);
    const echoes = [{ text: 'A😀', tokens: [Buffer.from('A'), head, tail] }];
    const [choice] = toTextCompletion(identityOf(1), [events], EVERYTHING, echoes).choices;
    expect(choice).toMatchObject({
      text: 'A😀B',
      logprobs: {
        tokens: ['A', 'bytes:\\xf0\\x9f\\x98', 'bytes:\\x80', 'B'],
        token_logprobs: [null, null, null, -1],
        top_logprobs: [null, null, null, { B: -1 }],
        text_offset: [0, 1, 1, 2],
      },
    });
  });

  it('know tokens that are called like what every JavaScript object has', () => {
    const [top] = told(['x'], [[token('__proto__', -3)]])?.top_logprobs ?? [];
    expect(JSON.stringify(top)).toBe('{"__proto__":-3}');
  });

  it('are null unless they were asked for', () => {
    const options = { ...EVERYTHING, includeLogprobs: false };
    const events = eventsOf([{ kind: 'answer', texts: ['x'], logprobs: [[token('x')]] }]);
    expect(toTextCompletion(identityOf(1), [events], options, []).choices[0]?.logprobs).toBeNull();
    expect(stream(1, single(framesOf(events)), { options })).not.toContain('token_logprobs');
  });
});

describe('a whole completion', () => {
  it('is what its stream gives together', async () => {
    await fc.assert(
      fc.asyncProperty(anyBareChoices, async ({ choices, arrived }) => {
        const echoes = choices.map((_, index) => echo(`Prompt ${index}`));
        const whole = toTextCompletion(identityOf(choices.length), choices, EVERYTHING, echoes);
        const chunks = await read(stream(choices.length, framesOfChoices(arrived), { echoes }));
        const parts = chunks.flatMap((chunk) => chunk.choices);
        const isEdited = choices.some((events) => events.some(({ type }) => type === 'rewound'));
        for (const [index, choice] of whole.choices.entries()) {
          const mine = parts.filter((part) => part.index === index);
          expect(mine.at(-1)?.finish_reason).toBe(choice.finish_reason);
          if (isEdited) continue;
          expect(mine.map(({ text }) => text).join('')).toBe(choice.text);
          expect(mine.flatMap(({ logprobs }) => logprobs?.text_offset ?? [])).toEqual(choice.logprobs?.text_offset);
        }
        expect(chunks.at(-1)?.usage).toEqual(whole.usage);
      }),
      { numRuns: 500 },
    );
  });

  it('is thrown when a choice failed', () => {
    const failed: GenerationEvent[] = [{ type: 'error', code: 'generation_failed', message: 'No.' }];
    const whole = (): unknown => toTextCompletion(identityOf(2), [eventsOf([]), failed], EVERYTHING, []);
    expect(whole).toThrow(ServingError);
  });
});

describe('the events of a streamed completion', () => {
  const anySizes = fc
    .array(fc.nat(4), { minLength: 1, maxLength: 6 })
    .filter((sizes) => sizes.some((size) => size > 0));

  function expectExactRest(choices: number, arrived: readonly ChoiceFrame[], echoes: Echo[], at: number): void {
    const events = eventsIn(stream(choices, arrived, { echoes }));
    const had = events.slice(0, at);
    const from = had.length === 0 ? undefined : idOf(had.at(-1) ?? '');
    expect([...had, stream(choices, arrived, { echoes, from })].join('')).toBe(events.join(''));
  }

  it('are exactly the rest for whoever comes back, wherever that is', () => {
    fc.assert(
      fc.property(anyBareEvents, anySizes, fc.constantFrom('', 'Echo'), (events, sizes, prompt) => {
        const frames = single(framesOf(events, sizes));
        const count = eventsIn(stream(1, frames, { echoes: [echo(prompt)] })).length;
        for (let at = 0; at <= count; at++) expectExactRest(1, frames, [echo(prompt)], at);
      }),
      { numRuns: 500 },
    );
  });

  it('are exactly the rest of several choices, too', () => {
    fc.assert(
      fc.property(anyBareChoices, fc.constantFrom('', 'Echo'), ({ choices, arrived }, prompt) => {
        const frames = framesOfChoices(arrived);
        const echoes = choices.map(() => echo(prompt));
        const count = eventsIn(stream(choices.length, frames, { echoes })).length;
        for (let at = 0; at <= count; at++) expectExactRest(choices.length, frames, echoes, at);
      }),
      { numRuns: 300 },
    );
  });

  it('are whole server-sent events', () => {
    fc.assert(
      fc.property(anyBareChoices, ({ choices, arrived }) => {
        expect(stream(choices.length, framesOfChoices(arrived))).toMatch(/^(id: [\d.,-]+\ndata: [^\n]+\n\n)*$/);
      }),
    );
  });
});
