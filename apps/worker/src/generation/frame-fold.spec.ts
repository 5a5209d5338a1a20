import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NextToken, Vocabulary } from '#harmony';
import {
  type Frame,
  type Generation,
  type GenerationEvent,
  type NumberedCommand,
  decodeFrame,
  encodeFrameBody,
  foldTokens,
} from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { NO_RULES, sampleGeneration } from '../../../../test/support/sample-generation.js';
import { coalesceEvents } from '../commit/coalesce-events.js';
import type { DrawnToken } from '../engine/engine.js';
import { GenerationProgress } from './generation-progress.js';
import { givenTokens, nextTokens, pushAll } from './next-tokens.js';
import { readLog } from './read-log.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const { channel, message, end, call, return: returned } = vocabulary.control;
const WORDS = ['so', ' the', ' END', '{', '}', ' \u{1F600}'].flatMap((text) => vocabulary.encode(text));

const action = fc.oneof(
  { weight: 12, arbitrary: fc.constant(null) },
  fc.record({ action: fc.constant('answer-now' as const) }),
  fc.record({ action: fc.constant('think-more' as const), tokens: fc.nat(8) }),
  fc.record({ action: fc.constant('inspect' as const), tokens: fc.nat(8), alternatives: fc.nat(3) }),
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constant('edit' as const),
      back: fc.nat(20),
      words: fc.array(fc.nat(), { maxLength: 3 }),
    }),
  },
);
/** `sealed`: whether what was written so far becomes a frame. */
const steps = fc.array(fc.record({ die: fc.nat(), action, sealed: fc.boolean() }), { minLength: 20, maxLength: 60 });
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

const generations = fc
  .record({
    outputFormat: fc.constantFrom('harmony' as const, 'text' as const),
    topLogprobs: fc.option(fc.nat(2)),
    stop: fc.constantFrom([], [' END so'], ['}\u{1F600}']),
    budget: fc.option(fc.integer({ min: 1, max: 10 })),
    tools: fc.constantFrom([], ['get']),
    mustCall: fc.boolean(),
    isForked: fc.boolean(),
    maxOutputTokens: fc.constantFrom(25, 1_000),
  })
  .map(({ budget, tools, mustCall, isForked, ...rest }) => {
    const callableTools = tools.map((name) => ({ name, argumentsGrammar: null }));
    const rules = { ...NO_RULES, callableTools, mustCall: mustCall && tools.length > 0, reasoningBudgetTokens: budget };
    const opening = [channel, ...vocabulary.encode('analysis'), message, ...WORDS.slice(0, 2)];
    return sampleGeneration({ ...rest, rules, toolNames: tools, openingTokenIds: isForked ? opening : [] });
  });

describe('a log of any generation that people steer and rewind', () => {
  it('gives another worker everything the first one had, wherever it is cut, and followers what stands', async () => {
    await fc.assert(
      fc.asyncProperty(generations, steps, fc.nat(), async (generation, chosen, cut) => {
        const run = new Run(generation);
        await run.goOn(chosen);
        expectSame(await replayed(generation, run.frames), run.progress);
        const frames = run.frames.slice(0, 1 + (cut % run.frames.length));
        const continued = new Run(generation, await replayed(generation, frames), frames);
        expect(continued.progress.generated).toEqual(
          frames.reduce<readonly number[]>((tokens, frame) => foldTokens(tokens, frame), []),
        );
        await continued.goOn(chosen);
        expectSame(await replayed(generation, continued.frames), continued.progress);
      }),
      { numRuns: 1_000 },
    );
  });

  it('shows whoever follows it what its tokens mean', async () => {
    await fc.assert(
      fc.asyncProperty(generations, steps, async (generation, chosen) => {
        const run = new Run(generation);
        await run.goOn(chosen);
        const followed = run.frames.reduce<readonly GenerationEvent[]>(follow, []);
        const fresh = pushAll(new GenerationProgress(generation, vocabulary), givenTokens(run.progress.generated));
        expect(textOnly(followed)).toEqual(textOnly(fresh.events));
        expect(fresh.finished).toBe(run.progress.finished);
        const told = followed.flatMap((event) => (event.type === 'content-delta' ? (event.logprobs ?? []) : []));
        const shownAgain = run.progress.rewind({
          action: 'edit',
          toToken: run.progress.completionTokens,
          tokenIds: [],
          number: 99,
        });
        const standing = follow([], { events: shownAgain?.events ?? [] });
        expect(standing.flatMap((event) => (event.type === 'content-delta' ? (event.logprobs ?? []) : []))).toEqual(
          told,
        );
        expect(standing.filter(isInspection)).toEqual(followed.filter(isInspection));
      }),
      { numRuns: 1_000 },
    );
  });
});

const isInspection = ({ type }: GenerationEvent): boolean => type === 'token-inspected';

async function replayed(generation: Generation, frames: readonly Frame[]): Promise<GenerationProgress> {
  const progress = new GenerationProgress(generation, vocabulary);
  const read = (_id: string, first: number, limit: number) =>
    Promise.resolve(frames.slice(first - 1, first - 1 + Math.min(limit, 7)));
  await readLog({ read }, generation.id, frames.length, progress);
  return progress;
}

/** Everything that decides how a generation goes on. */
function stateOf(progress: GenerationProgress) {
  const { sampling, wantedAlternatives, finished, generated } = progress;
  const recoveries = [...progress.reader.recoveries];
  return {
    next: progress.next(),
    sampling,
    wantedAlternatives,
    finished,
    generated,
    usage: progress.usage(1),
    recoveries,
  };
}

/** Also of what is seen only later: what would stand, and what the next tokens bring. */
function expectSame(left: GenerationProgress, right: GenerationProgress): void {
  expect(stateOf(left)).toEqual(stateOf(right));
  const half = Math.floor(left.completionTokens / 2);
  for (const toToken of [left.completionTokens, half]) {
    const edit = { action: 'edit', toToken, tokenIds: WORDS.slice(0, 1), number: 77 } as const;
    expect(left.rewind(edit)).toEqual(right.rewind(edit));
    expect(stateOf(left)).toEqual(stateOf(right));
  }
}

/** How a follower takes in a frame. */
function follow(shown: readonly GenerationEvent[], { events }: Pick<Frame, 'events'>): readonly GenerationEvent[] {
  const [first] = events;
  return first?.type === 'rewound' ? [...first.standing, ...events.slice(1)] : [...shown, ...events];
}

function textOnly(events: readonly GenerationEvent[]): GenerationEvent[] {
  const texts = events.flatMap((event): GenerationEvent[] => {
    if (event.type === 'content-delta') return event.text === '' ? [] : [{ ...event, logprobs: [] }];
    return ['steered', 'token-inspected', 'generation-started'].includes(event.type) ? [] : [event];
  });
  return coalesceEvents(texts);
}

/** Writes a log as a worker does: what has gathered becomes a frame now and then, and in front of every command. */
class Run {
  readonly frames: Frame[];
  private tokenIds: number[] = [];
  private events: GenerationEvent[] = [];
  private command = 0;

  constructor(
    generation: Generation,
    readonly progress = new GenerationProgress(generation, vocabulary),
    frames: readonly Frame[] = [],
  ) {
    this.frames = [...frames];
    if (frames.length > 0) return;
    this.write({ tokenIds: [], events: [{ type: 'generation-started', cachedTokens: 1 }] });
    this.write(pushAll(this.progress, givenTokens(generation.openingTokenIds)));
    this.seal();
  }

  async goOn(steps: readonly Step[]): Promise<void> {
    for (const { die, action, sealed } of steps) {
      if (this.progress.finished) break;
      if (action) this.obey(toCommand(action, (this.command += 1), this.progress));
      if (this.progress.finished) break;
      this.write(pushAll(this.progress, await nextTokens(slotThatDraws(die), this.progress)));
      if (sealed) this.seal();
    }
    this.seal();
  }

  private obey(command: NumberedCommand): void {
    this.seal();
    if (command.action !== 'edit') this.write({ tokenIds: [], events: [this.progress.steer(command).event] });
    else this.write(this.progress.rewind(command) ?? { tokenIds: [], events: [] });
  }

  private write({ tokenIds, events }: { tokenIds: readonly number[]; events: readonly GenerationEvent[] }): void {
    this.tokenIds.push(...tokenIds);
    this.events.push(...events);
  }

  private seal(): void {
    if (this.tokenIds.length + this.events.length === 0) return;
    const { tokenIds } = this;
    const body = encodeFrameBody({ firstTokenIndex: 0, tokenIds, events: coalesceEvents(this.events) });
    this.frames.push(decodeFrame(this.frames.length + 1, body));
    this.tokenIds = [];
    this.events = [];
  }
}

function toCommand(action: NonNullable<Step['action']>, number: number, progress: GenerationProgress): NumberedCommand {
  if (action.action !== 'edit') return { ...action, number };
  const tokenIds = action.words.map((die) => WORDS[die % WORDS.length] ?? -1);
  return { action: 'edit', toToken: Math.max(0, progress.completionTokens - action.back), tokenIds, number };
}

/** A model with a liking for words, which says of each how likely it was. */
function slotThatDraws(die: number) {
  return {
    write: () => undefined,
    draw: ({ rule, topLogprobs }: { rule: NextToken; topLogprobs: number | null }): Promise<DrawnToken> => {
      const tokenId = choose(rule, die);
      const bytes = Uint8Array.from(vocabulary.nameOf(tokenId));
      const alternatives = Array.from({ length: topLogprobs ?? 0 }, (_, index) => ({ bytes, logprob: -1 - index }));
      return Promise.resolve({
        tokenId,
        logprob: topLogprobs === null ? null : { bytes, logprob: -1 - die, alternatives },
      });
    },
  };
}

function choose(rule: NextToken, die: number): number {
  if (rule.type !== 'free') return rule.tokenIds[die % rule.tokenIds.length] ?? -1;
  const endings = [end, returned, call].filter((tokenId) => !rule.banned.includes(tokenId));
  const words = die % 6 === 0 && endings.length > 0 ? endings : WORDS;
  return words[(die >>> 3) % words.length] ?? -1;
}
