import type { OutputRules } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';
import type { AllowedMessages, BodyKind } from './header-graph.js';
import { type HeaderProgress, followHeader, kindsBehind, nextInHeader } from './header-path.js';
import { HeaderRoots } from './header-roots.js';
import { MessageEndings } from './message-endings.js';
import type { GrammarRule, NextToken } from './next-token.js';
import { ThinkingLimits } from './thinking-limits.js';

/** Thoughts in a row before the model has to act. Well-behaved answers have one or two. */
const MOST_THOUGHTS = 16;
/** The same when the turn must end in a call: the model thinks, then calls. */
const MOST_THOUGHTS_BEFORE_A_FORCED_CALL = 2;

const NOTHING: AllowedMessages = { analysis: false, preamble: false, final: false, toolNames: [] };

type State =
  | { type: 'header'; header: HeaderProgress }
  | { type: 'body'; body: BodyKind; toolName: string; written: number[] }
  | { type: 'border' }
  | { type: 'unknown' }
  | { type: 'over' };

/**
 * Says what may come next, so that the output is valid Harmony and keeps the request's rules: every header is one that
 * means something, no control token stands in a text, an answer or a call's arguments keep to their grammar while
 * reasoning stays free, a turn that must call a tool does, and thinking ends when its budget is spent.
 * A fold over the generated tokens and over what people asked for between them: another worker that pushes the logged
 * tokens, and asks at the same places, stands exactly where the first one stood.
 * Tokens that it would not have allowed (a log of an unguarded worker) make it wait for the next message.
 */
export class HarmonyGuide {
  readonly #vocabulary: Vocabulary;
  readonly #rules: OutputRules;
  readonly #endings: MessageEndings;
  readonly #roots: HeaderRoots;
  readonly #thinking: ThinkingLimits;
  #state: State;

  constructor(vocabulary: Vocabulary, rules: OutputRules) {
    this.#vocabulary = vocabulary;
    this.#rules = rules;
    this.#endings = new MessageEndings(vocabulary);
    this.#roots = new HeaderRoots(vocabulary);
    const mostThoughts = rules.mustCall ? MOST_THOUGHTS_BEFORE_A_FORCED_CALL : MOST_THOUGHTS;
    this.#thinking = new ThinkingLimits(rules.reasoningBudgetTokens, mostThoughts);
    this.#state = this.#beginHeader(false);
  }

  /** What may come next. `push` has to be told what came. */
  next(): NextToken {
    const state = this.#state;
    switch (state.type) {
      case 'header':
        return nextInHeader(state.header.node);
      case 'body':
        return this.#nextInBody(state.body, state.toolName, state.written);
      case 'border':
        return { type: 'forced', tokenIds: this.#roots.border };
      case 'unknown':
      case 'over':
        return { type: 'free', banned: [], grammar: null };
    }
  }

  push(tokenId: number): void {
    const state = this.#state;
    if (state.type === 'header') this.#readHeader(tokenId, state.header);
    else if (state.type === 'body') this.#readBody(tokenId, state.body, state.written);
    else if (state.type !== 'over') this.#readBorder(tokenId);
  }

  /**
   * The answer, or the call that must come, is wanted now: an open thought is closed, and no other one begins.
   * `false`, and nothing is changed, if the answer or a call has begun or nothing else could.
   */
  stopThinking(): boolean {
    const state = this.#state;
    if (state.type === 'over' || (state.type === 'body' && !isBeforeAnswer(state.body))) return false;
    if (state.type === 'header' && ![...kindsBehind(state.header.node)].some(isBeforeAnswer)) return false;
    this.#thinking.stop();
    if (state.type === 'header') this.#state = { type: 'header', header: this.#towardsAnswer(state.header) };
    return true;
  }

  /**
   * At least so many more tokens of thinking before the answer, whatever the budget says: an open thought does not end
   * before, and nothing but a thought begins. `false`, and nothing is changed, if the answer or a call has begun.
   */
  thinkMore(tokens: number): boolean {
    const state = this.#state;
    if (state.type === 'over' || (state.type === 'body' && !isBeforeAnswer(state.body))) return false;
    if (state.type === 'header') {
      const header = this.#towardsThought(state.header);
      if (header === null) return false;
      this.#state = { type: 'header', header };
    }
    this.#thinking.demand(tokens);
    return true;
  }

  #beginHeader(hasRole: boolean): State {
    return { type: 'header', header: this.#roots.begin(this.#allowedMessages(), hasRole) };
  }

  /** In front of a constrained answer nothing may be shown that is not part of it: a preamble would be content too. */
  #allowedMessages(): AllowedMessages {
    if (this.#thinking.isDemanded) return { ...NOTHING, analysis: true };
    const { callableTools, mustCall } = this.#rules;
    return {
      analysis: this.#thinking.mayBegin,
      preamble: this.#allowsPreamble,
      final: !mustCall,
      toolNames: callableTools.map(({ name }) => name),
    };
  }

  get #allowsPreamble(): boolean {
    return !this.#rules.mustCall && this.#rules.answerGrammar === null;
  }

  /**
   * A header that has come so far that only a thought or a call can follow stays as it is, so that nobody is made to call
   * who need not: the thought that it may open is closed at once.
   */
  #towardsAnswer(header: HeaderProgress): HeaderProgress {
    const again = this.#roots.beginAgain(this.#allowedMessages(), header);
    if (again === null || this.#rules.mustCall) return again ?? header;
    const kinds = kindsBehind(again.node);
    return kinds.has('final') || kinds.has('preamble') ? again : header;
  }

  /** Also a message that announces something may be finished first. */
  #towardsThought(header: HeaderProgress): HeaderProgress | null {
    const thought = this.#roots.beginAgain({ ...NOTHING, analysis: true }, header);
    return thought ?? this.#roots.beginAgain({ ...NOTHING, preamble: this.#allowsPreamble }, header);
  }

  #nextInBody(body: BodyKind, toolName: string, written: readonly number[]): NextToken {
    if (body === 'analysis' && this.#thinking.isOver) {
      return { type: 'forced', tokenIds: [this.#vocabulary.control.end] };
    }
    const grammar = this.#grammarOf(body, toolName);
    const rule: GrammarRule | null = grammar === null ? null : { grammar, written };
    return { type: 'free', banned: this.#endings.bannedIn(body, this.#thinking.isDemanded), grammar: rule };
  }

  #grammarOf(body: BodyKind, toolName: string): string | null {
    if (body === 'final') return this.#rules.answerGrammar;
    if (body !== 'tool-call') return null;
    return this.#rules.callableTools.find(({ name }) => name === toolName)?.argumentsGrammar ?? null;
  }

  #readHeader(tokenId: number, from: HeaderProgress): void {
    const header = followHeader(from, tokenId);
    if (header === null) this.#state = { type: 'unknown' };
    else if (header.node.body === null) this.#state = { type: 'header', header };
    else this.#state = { type: 'body', body: header.node.body, toolName: header.toolName, written: [] };
  }

  #readBody(tokenId: number, body: BodyKind, written: number[]): void {
    if (this.#vocabulary.isControl(tokenId)) return this.#endBody(tokenId, body);
    if (body === 'analysis') this.#thinking.countToken();
    written.push(tokenId);
  }

  #endBody(tokenId: number, body: BodyKind): void {
    const { control } = this.#vocabulary;
    if (body === 'analysis') this.#thinking.countThought();
    if (tokenId === control.end) this.#state = { type: 'border' };
    else if (tokenId === control.start) this.#readBorder(tokenId);
    else this.#state = { type: isStop(tokenId, control) ? 'over' : 'unknown' };
  }

  /** Between two messages: only `<|start|>assistant` leads on. */
  #readBorder(tokenId: number): void {
    const { control } = this.#vocabulary;
    if (isStop(tokenId, control)) this.#state = { type: 'over' };
    else if (tokenId === control.start) this.#state = this.#beginHeader(true);
    else this.#state = { type: 'unknown' };
  }
}

/** What is written before the model acts: behind it there may be more thinking. */
function isBeforeAnswer(body: BodyKind): boolean {
  return body === 'analysis' || body === 'preamble';
}

function isStop(tokenId: number, control: Vocabulary['control']): boolean {
  return tokenId === control.return || tokenId === control.call || tokenId === control.endOfText;
}
