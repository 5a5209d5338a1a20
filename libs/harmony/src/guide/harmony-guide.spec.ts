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
const { channel, message, end, start, call, return: stop, constrain } = vocabulary.control;
const say = (text: string): number[] => vocabulary.encode(text);
const TOOLS = ['get', 'get_weather', 'bash'];
const callable = (...names: string[]) => names.map((name) => ({ name, argumentsGrammar: null }));

function guideAfter(tokenIds: readonly number[], rules: Partial<OutputRules> = {}): HarmonyGuide {
  const guide = new HarmonyGuide(vocabulary, { ...NO_RULES, ...rules });
  for (const tokenId of tokenIds) guide.push(tokenId);
  return guide;
}

function freeAfter(tokenIds: readonly number[], rules: Partial<OutputRules> = {}) {
  const next = guideAfter(tokenIds, rules).next();
  if (next.type !== 'free') throw new Error(`Not free but ${next.type}`);
  return next;
}

function choiceAfter(tokens: readonly number[], rules: Partial<OutputRules> = {}): readonly number[] {
  const next = guideAfter(tokens, rules).next();
  if (next.type !== 'choice') throw new Error(`No choice but ${next.type}`);
  return next.tokenIds;
}

const thought = [channel, ...say('analysis'), message, ...say('Hm.')];
const nextMessage = [start, ...say('assistant')];

describe('the guide', () => {
  it('begins with a channel, and lets the model choose among those that mean something', () => {
    const guide = guideAfter([]);
    expect(guide.next()).toEqual({ type: 'forced', tokenIds: [channel] });
    const tokenIds = choiceAfter([channel]);
    expect(new Set(tokenIds)).toEqual(new Set([...say('analysis'), ...say('final'), ...say('commentary').slice(0, 1)]));
  });

  it('bans every control token in a thought but the one that ends it', () => {
    const { banned } = freeAfter(thought);
    expect(banned).toEqual(vocabulary.controlIds.filter((id) => id !== end));
  });

  it('writes the border between two messages itself', () => {
    expect(guideAfter([...thought, end]).next()).toEqual({ type: 'forced', tokenIds: nextMessage });
  });

  it('lets an answer end by return alone, and a call by call alone', () => {
    const answer = freeAfter([channel, ...say('final'), message, ...say('Yes.')]).banned;
    const called = [channel, ...say('commentary to=functions.get'), message, ...say('{}')];
    const calling = freeAfter(called, { callableTools: callable('get') }).banned;
    expect([end, call, stop].map((id) => answer.includes(id))).toEqual([true, true, false]);
    expect([end, call, stop].map((id) => calling.includes(id))).toEqual([true, false, true]);
  });

  it('binds the answer and leaves the thought free', () => {
    const rules = { answerGrammar: 'root ::= "{}"' };
    expect(freeAfter(thought, rules).grammar).toBeNull();
    const answer = [channel, ...say('final'), ' ', constrain, ...say('json'), message].flatMap((piece) =>
      typeof piece === 'string' ? say(piece) : piece,
    );
    const { grammar, banned } = freeAfter([...thought, end, ...nextMessage, ...answer, ...say('{')], rules);
    expect(grammar).toEqual({ grammar: rules.answerGrammar, written: say('{') });
    expect([banned.includes(stop), banned.includes(end), banned.includes(call)]).toEqual([false, true, true]);
  });

  it('binds the arguments of the tool that is called, in both orders of the header', () => {
    const callableTools = [...callable('get'), { name: 'get_weather', argumentsGrammar: 'root ::= "{}"' }];
    const channelFirst = [channel, ...say('commentary to=functions.get_weather'), message];
    const roleFirst = [...say(' to=functions.get_weather'), channel, ...say('commentary'), ...say(' json'), message];
    for (const header of [channelFirst, roleFirst]) {
      const { grammar, banned } = freeAfter(header, { callableTools });
      expect(grammar?.grammar).toBe('root ::= "{}"');
      expect([banned.includes(call), banned.includes(end)]).toEqual([false, true]);
    }
    const other = freeAfter([channel, ...say('commentary to=functions.get'), message], { callableTools });
    expect(other.grammar).toBeNull();
  });

  it('offers no recipient where no tool may be called, and only tools where one must be', () => {
    expect(headersFrom({}, []).some((header) => header.includes('to='))).toBe(false);
    const thoughts = [...thought, end, ...nextMessage, ...thought, end, ...nextMessage];
    const forced = headersFrom({ mustCall: true, callableTools: callable('bash') }, thoughts);
    expect(forced.length).toBeGreaterThan(3);
    expect(forced.filter((header) => !header.includes('to=functions.bash'))).toEqual([]);
  });

  it('ends the thinking when its budget is spent, and lets no other thought begin', () => {
    const rules = { reasoningBudgetTokens: 3 };
    const spent = [channel, ...say('analysis'), message, ...say('one two three')];
    expect(say('one two three')).toHaveLength(3);
    expect(guideAfter(spent, rules).next()).toEqual({ type: 'forced', tokenIds: [end] });
    const tokenIds = choiceAfter([...spent, end, ...nextMessage, channel], rules);
    expect(tokenIds).not.toContain(say('analysis')[0]);
  });

  it('waits for the next message after what it would not have allowed, and is never stuck', () => {
    const strange = [...say('no header at all'), message, ...say('text')];
    expect(guideAfter(strange).next()).toEqual({ type: 'free', banned: [], grammar: null });
    const { banned } = freeAfter([...strange, end, ...nextMessage, ...thought]);
    expect(banned).toContain(call);
  });
});

/** Texts of all headers that can be reached behind `from`, `<|message|>` included. */
function headersFrom(
  rules: Partial<OutputRules>,
  from: readonly number[],
  path: readonly number[] = [],
  most = 12,
): string[] {
  const next = guideAfter([...from, ...path], rules).next();
  if (next.type === 'free') return [Buffer.concat(path.map((id) => vocabulary.nameOf(id))).toString()];
  if (most === 0) throw new Error('A header without an end');
  const branches = next.type === 'forced' ? [next.tokenIds] : next.tokenIds.map((tokenId) => [tokenId]);
  return branches.flatMap((branch) => headersFrom(rules, from, [...path, ...branch], most - 1));
}

describe('any output under the guide', () => {
  const rules = fc.record({
    callableTools: fc.subarray(TOOLS).map((names) => callable(...names)),
    mustCall: fc.boolean(),
    reasoningBudgetTokens: fc.option(fc.integer({ min: 1, max: 20 })),
  });

  it('is Harmony without a fault, ends as the rules want it, and is the same fold wherever it is cut', () => {
    fc.assert(
      fc.property(rules, fc.array(fc.nat(), { minLength: 60, maxLength: 120 }), fc.nat(), (asked, dice, cut) => {
        const mustCall = asked.mustCall && asked.callableTools.length > 0;
        const bound = { ...NO_RULES, ...asked, mustCall };
        const { tokenIds, ended, asked: seen } = walk(bound, dice);
        const parser = new HarmonyParser(vocabulary, TOOLS);
        for (const tokenId of tokenIds) parser.push(tokenId);
        expect([...parser.recoveries.keys()].filter((family) => !HARMLESS.has(family))).toEqual([]);
        if (ended && mustCall) expect(parser.outcome).toBe('tool-called');
        if (ended) expect(parser.outcome).not.toBe('running');
        const { position, next } = seen[cut % seen.length] ?? { position: 0, next: null };
        expect(guideAfter(tokenIds.slice(0, position), bound).next()).toEqual(next);
      }),
      { numRuns: 10_000 },
    );
  });
});

/** Arguments and texts here are arbitrary words. */
const HARMLESS = new Set(['malformed-arguments', 'json-in-commentary']);

const WORDS = ['so', ' the', ' weather', ' is', '{', '}', '\n', ' fine'].flatMap(say);

/** An output in which the model chooses at random, among all that is allowed, with a liking for words. */
function walk(rules: OutputRules, dice: readonly number[]) {
  const guide = new HarmonyGuide(vocabulary, rules);
  const tokenIds: number[] = [];
  const asked: { position: number; next: NextToken }[] = [];
  for (const die of dice) {
    const next = guide.next();
    asked.push({ position: tokenIds.length, next });
    const chosen = choose(next, die);
    for (const tokenId of chosen) guide.push(tokenId);
    tokenIds.push(...chosen);
    const last = tokenIds.at(-1);
    if (last === stop || last === call) return { tokenIds, ended: true, asked };
  }
  return { tokenIds, ended: false, asked };
}

function choose(next: NextToken, die: number): readonly number[] {
  if (next.type === 'forced') return next.tokenIds;
  if (next.type === 'choice') return [next.tokenIds[die % next.tokenIds.length] ?? -1];
  const words = die % 4 === 0 ? endingsBeside(next.banned) : WORDS;
  return [words[(die >>> 2) % words.length] ?? -1];
}

const endings = new Map<string, number[]>();
function endingsBeside(banned: readonly number[]): number[] {
  const key = `${banned.length} ${[end, stop, call].filter((id) => banned.includes(id)).join()}`;
  const known = endings.get(key) ?? vocabulary.controlIds.filter((id) => !banned.includes(id));
  endings.set(key, known);
  return known;
}
