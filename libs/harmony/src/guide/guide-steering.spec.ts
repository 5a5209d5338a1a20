import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutputRules } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { NO_RULES } from '../../../../test/support/sample-generation.js';
import { HarmonyParser } from '../parse/harmony-parser.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { HarmonyGuide } from './harmony-guide.js';
import type { NextToken } from './next-token.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const { channel, message, end, start, call, return: stop } = vocabulary.control;
const say = (text: string): number[] => vocabulary.encode(text);
const TOOLS = ['get', 'bash'];
const callable = (...names: string[]) => names.map((name) => ({ name, argumentsGrammar: null }));

function guideAfter(tokenIds: readonly number[], rules: Partial<OutputRules> = {}): HarmonyGuide {
  const guide = new HarmonyGuide(vocabulary, { ...NO_RULES, ...rules });
  for (const tokenId of tokenIds) guide.push(tokenId);
  return guide;
}

/** What may come, as texts of single tokens or of what is forced. */
function nextTexts(guide: HarmonyGuide): string[] {
  const next = guide.next();
  if (next.type === 'free') throw new Error('Anything may come');
  const branches = next.type === 'forced' ? [next.tokenIds] : next.tokenIds.map((tokenId) => [tokenId]);
  return branches.map((tokenIds) => Buffer.concat(tokenIds.map((id) => vocabulary.nameOf(id))).toString());
}

function bannedBy(guide: HarmonyGuide): readonly number[] {
  const next = guide.next();
  return next.type === 'free' ? next.banned : [];
}

const analysis = [channel, ...say('analysis'), message];
const border = [end, start, ...say('assistant')];
const preamble = [channel, ...say('commentary'), message];
const final = [channel, ...say('final'), message];

describe('answer now', () => {
  it('closes an open thought at once, and lets no other one begin', () => {
    const guide = guideAfter([...analysis, ...say('Hm')], { callableTools: callable('get') });
    expect(guide.stopThinking()).toBe(true);
    expect(nextTexts(guide)).toEqual(['<|end|>']);
    for (const tokenId of [...border, channel]) guide.push(tokenId);
    expect(nextTexts(guide)).toContain('final');
    guide.push(say('analysis')[0] ?? -1);
    expect(nextTexts(guide).every((text) => text.startsWith(' to'))).toBe(true);
  });

  it.each([
    ['before the first token', []],
    ['behind the channel', [channel]],
    ['between two messages', [...analysis, end]],
    ['behind the start of a message', [...analysis, end, start]],
    ['behind its role', [...analysis, ...border]],
  ])('leaves only the answer %s', (_place, tokenIds) => {
    const guide = guideAfter(tokenIds, { answerGrammar: 'root ::= "{}"' });
    expect(guide.stopThinking()).toBe(true);
    expect(nextTexts(guide).join('')).not.toContain('analysis');
    guide.thinkMore(1);
    guide.stopThinking();
    expect(nextTexts(guide).join('')).not.toContain('analysis');
  });

  it('leads to the call that must come', () => {
    const guide = guideAfter([channel, ...say('analysis')], { mustCall: true, callableTools: callable('get') });
    expect(guide.stopThinking()).toBe(true);
    expect(nextTexts(guide)[0]).toMatch(/^ to=functions.get/);
  });

  it('makes nobody call who need not: a thought that was announced is empty', () => {
    const guide = guideAfter([channel, ...say('analysis')], { callableTools: callable('get') });
    expect(guide.stopThinking()).toBe(true);
    expect(nextTexts(guide)).toContain('<|message|>');
    guide.push(message);
    expect(nextTexts(guide)).toEqual(['<|end|>']);
  });

  it.each([
    ['the answer', final],
    ["the answer's header", final.slice(0, 2)],
    ['a call', [channel, ...say('commentary to=functions.get'), message]],
    ["a call's header", say(' to=functions.get').slice(0, 1)],
    ['the end', [...final, stop]],
  ])('has no effect when %s has begun, and neither has more thinking', (_place, tokenIds) => {
    const rules = { callableTools: callable('get') };
    const guide = guideAfter(tokenIds, rules);
    expect([guide.stopThinking(), guide.thinkMore(5)]).toEqual([false, false]);
    expect(guide.next()).toEqual(guideAfter(tokenIds, rules).next());
  });

  it('has one in a preamble, behind which the model could think again', () => {
    const guide = guideAfter(preamble);
    expect(guide.stopThinking()).toBe(true);
    for (const tokenId of [...border, channel]) guide.push(tokenId);
    expect(nextTexts(guide)).not.toContain('analysis');
  });
});

describe('think more', () => {
  it('lets an open thought not end before so many more tokens', () => {
    const guide = guideAfter([...analysis, ...say('Hm')]);
    expect(guide.thinkMore(2)).toBe(true);
    expect(bannedBy(guide)).toEqual(vocabulary.controlIds);
    guide.push(say(' so')[0] ?? -1);
    expect(bannedBy(guide)).toContain(end);
    guide.push(say(' so')[0] ?? -1);
    expect(bannedBy(guide)).not.toContain(end);
  });

  it('lifts a budget that is spent, by as much as was asked for', () => {
    const guide = guideAfter([...analysis, ...say('one two')], { reasoningBudgetTokens: 2 });
    expect(nextTexts(guide)).toEqual(['<|end|>']);
    expect(guide.thinkMore(1)).toBe(true);
    guide.push(say(' so')[0] ?? -1);
    expect(nextTexts(guide)).toEqual(['<|end|>']);
  });

  it('begins a thought where the answer has not begun', () => {
    for (const tokenIds of [
      [],
      [channel],
      [...analysis, end],
      [...analysis, ...border],
      [...analysis, ...border, channel],
    ]) {
      const guide = guideAfter(tokenIds, { mustCall: true, callableTools: callable('get'), reasoningBudgetTokens: 1 });
      guide.stopThinking();
      expect(guide.thinkMore(3)).toBe(true);
      while (guide.next().type === 'forced') pushForced(guide);
      expect(bannedBy(guide)).toEqual(vocabulary.controlIds);
    }
  });

  it('lets a preamble be finished first, which is not the end then', () => {
    for (const tokenIds of [[...preamble, ...say('I look.')], preamble.slice(0, 2)]) {
      const guide = guideAfter(tokenIds, { callableTools: callable('get') });
      expect([guide.thinkMore(2), guide.thinkMore(3)]).toEqual([true, true]);
      while (guide.next().type === 'forced') pushForced(guide);
      expect(bannedBy(guide)).toContain(stop);
      for (const tokenId of [...border, channel]) guide.push(tokenId);
      expect(nextTexts(guide)).toEqual(['analysis<|message|>']);
    }
  });

  it('undoes an answer-now, as that undoes it', () => {
    const guide = guideAfter([...analysis, ...say('Hm')]);
    guide.stopThinking();
    guide.thinkMore(2);
    expect(bannedBy(guide)).toContain(end);
    guide.stopThinking();
    expect(nextTexts(guide)).toEqual(['<|end|>']);
  });
});

function pushForced(guide: HarmonyGuide): void {
  const next = guide.next();
  if (next.type === 'forced') for (const tokenId of next.tokenIds) guide.push(tokenId);
}

type Step = { die: number; steering: 'stop' | number | null };

describe('any steering of any output', () => {
  const steps = fc.array(
    fc.record({
      die: fc.nat(),
      steering: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, fc.constant('stop' as const), fc.nat(12)),
    }),
    { minLength: 40, maxLength: 100 },
  );
  const rules = fc.record({
    callableTools: fc.subarray(TOOLS).map((names) => callable(...names)),
    wantsCall: fc.boolean(),
    answerGrammar: fc.constantFrom(null, 'root ::= "{}"'),
    reasoningBudgetTokens: fc.option(fc.integer({ min: 1, max: 20 })),
  });

  it('leaves it valid, does what was asked, and is the same fold wherever it is cut', () => {
    fc.assert(
      fc.property(rules, steps, fc.nat(), ({ wantsCall, ...asked }, chosen, cut) => {
        const bound = { ...asked, mustCall: wantsCall && asked.callableTools.length > 0 };
        const walked = walk(bound, chosen);
        const parser = new HarmonyParser(vocabulary, TOOLS);
        for (const tokenId of walked.tokenIds) parser.push(tokenId);
        expect([...parser.recoveries.keys()].filter((family) => !HARMLESS.has(family))).toEqual([]);
        if (walked.isOver && bound.mustCall) expect(parser.outcome).toBe('tool-called');
        const seen = walked.seen[cut % walked.seen.length];
        if (seen) expect(replay(bound, walked, seen.position, seen.steerings).next()).toEqual(seen.next);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Arguments and texts here are arbitrary words. */
const HARMLESS = new Set(['malformed-arguments', 'json-in-commentary']);
const WORDS = ['so', ' the', '{', '}', ' fine'].flatMap(say);

interface Walk {
  tokenIds: number[];
  steerings: { position: number; steering: 'stop' | number }[];
  seen: { position: number; steerings: number; next: NextToken }[];
  isOver: boolean;
}

/** A random output under the guide, steered at random, in which every promise of a steering is watched. */
function walk(rules: OutputRules, steps: readonly Step[]): Walk {
  const guide = new HarmonyGuide(vocabulary, rules);
  const parser = new HarmonyParser(vocabulary, TOOLS);
  const walked: Walk = { tokenIds: [], steerings: [], seen: [], isOver: false };
  let promise: { most?: number; least?: number } = {};
  for (const { die, steering } of steps) {
    if (steering !== null) {
      walked.steerings.push({ position: walked.tokenIds.length, steering });
      const thought = parser.reasoningTokens;
      const isApplied = steering === 'stop' ? guide.stopThinking() : guide.thinkMore(steering);
      if (isApplied && steering === 'stop') promise = { most: thought };
      else if (isApplied) promise = { least: Math.max(promise.least ?? 0, thought + Number(steering)) };
    }
    const next = guide.next();
    const { length } = walked.steerings;
    walked.seen.push({ position: walked.tokenIds.length, steerings: length, next: keep(next) });
    for (const tokenId of choose(next, die)) {
      guide.push(tokenId);
      parser.push(tokenId);
      walked.tokenIds.push(tokenId);
      walked.isOver ||= tokenId === stop || tokenId === call;
    }
    if (promise.most !== undefined) expect(parser.reasoningTokens).toBeLessThanOrEqual(promise.most);
    if (walked.isOver) expect(parser.reasoningTokens).toBeGreaterThanOrEqual(promise.least ?? 0);
    if (walked.isOver) break;
  }
  return walked;
}

/** What is written grows with the text. */
function keep(next: NextToken): NextToken {
  if (next.type !== 'free' || next.grammar === null) return next;
  return { ...next, grammar: { ...next.grammar, written: [...next.grammar.written] } };
}

function replay(rules: OutputRules, walked: Walk, position: number, steerings: number): HarmonyGuide {
  const guide = new HarmonyGuide(vocabulary, rules);
  const steered = walked.steerings.slice(0, steerings);
  for (let at = 0; at <= position; at++) {
    for (const { steering } of steered.filter((one) => one.position === at)) {
      if (steering === 'stop') guide.stopThinking();
      else guide.thinkMore(steering);
    }
    if (at < position) guide.push(walked.tokenIds[at] ?? -1);
  }
  return guide;
}

function choose(next: NextToken, die: number): readonly number[] {
  if (next.type === 'forced') return next.tokenIds;
  if (next.type === 'choice') return [next.tokenIds[die % next.tokenIds.length] ?? -1];
  const endings = [end, stop, call].filter((tokenId) => !next.banned.includes(tokenId));
  const words = die % 4 === 0 && endings.length > 0 ? endings : WORDS;
  return [words[(die >>> 2) % words.length] ?? -1];
}
