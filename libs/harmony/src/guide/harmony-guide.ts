import type { OutputRules } from '#protocol';
import type { Vocabulary } from '../vocabulary/vocabulary.js';
import { type AllowedMessages, type BodyKind, type HeaderNode, headerGraph } from './header-graph.js';
import { MessageEndings } from './message-endings.js';
import type { GrammarRule, NextToken } from './next-token.js';

/** Thoughts in a row before the model has to act. Well-behaved answers have one or two. */
const MOST_THOUGHTS = 16;
/** The same when the turn must end in a call: the model thinks, then calls. */
const MOST_THOUGHTS_BEFORE_A_FORCED_CALL = 2;

type State =
  | { type: 'header'; node: HeaderNode; toolName: string }
  | { type: 'body'; body: BodyKind; toolName: string; written: number[] }
  | { type: 'border' }
  | { type: 'unknown' }
  | { type: 'over' };

/**
 * Says what may come next, so that the output is valid Harmony and keeps the request's rules: every header is one that
 * means something, no control token stands in a text, an answer or a call's arguments keep to their grammar while
 * reasoning stays free, a turn that must call a tool does, and thinking ends when its budget is spent.
 * A fold over the generated tokens: another worker that pushes the logged ones stands exactly where the first one stood.
 * Tokens that it would not have allowed (a log of an unguarded worker) make it wait for the next message.
 */
export class HarmonyGuide {
  readonly #vocabulary: Vocabulary;
  readonly #rules: OutputRules;
  readonly #endings: MessageEndings;
  readonly #graphs = new Map<string, HeaderNode>();
  readonly #role: readonly number[];
  #state: State;
  #thoughts = 0;
  #thinkingTokens = 0;

  constructor(vocabulary: Vocabulary, rules: OutputRules) {
    this.#vocabulary = vocabulary;
    this.#rules = rules;
    this.#endings = new MessageEndings(vocabulary);
    this.#role = [vocabulary.control.start, ...vocabulary.encode('assistant')];
    this.#state = this.#beginHeader();
  }

  /** What may come next. `push` has to be told what came. */
  next(): NextToken {
    const state = this.#state;
    switch (state.type) {
      case 'header':
        return nextInHeader(state.node);
      case 'body':
        return this.#nextInBody(state.body, state.toolName, state.written);
      case 'border':
        return { type: 'forced', tokenIds: this.#role };
      case 'unknown':
      case 'over':
        return { type: 'free', banned: [], grammar: null };
    }
  }

  push(tokenId: number): void {
    const state = this.#state;
    if (state.type === 'header') this.#readHeader(tokenId, state.node, state.toolName);
    else if (state.type === 'body') this.#readBody(tokenId, state.body, state.written);
    else if (state.type !== 'over') this.#readBorder(tokenId);
  }

  #beginHeader(): State {
    return { type: 'header', node: this.#graph(this.#allowedMessages()), toolName: '' };
  }

  /** In front of a constrained answer nothing may be shown that is not part of it: a preamble would be content too. */
  #allowedMessages(): AllowedMessages {
    const { callableTools, mustCall, answerGrammar } = this.#rules;
    const mostThoughts = mustCall ? MOST_THOUGHTS_BEFORE_A_FORCED_CALL : MOST_THOUGHTS;
    return {
      analysis: this.#thoughts < mostThoughts && !this.#isBudgetSpent,
      preamble: !mustCall && answerGrammar === null,
      final: !mustCall,
      toolNames: callableTools.map(({ name }) => name),
    };
  }

  get #isBudgetSpent(): boolean {
    const budget = this.#rules.reasoningBudgetTokens;
    return budget !== null && this.#thinkingTokens >= budget;
  }

  #graph(allowed: AllowedMessages): HeaderNode {
    const key = String(allowed.analysis);
    const graph = this.#graphs.get(key) ?? headerGraph(this.#vocabulary, allowed);
    this.#graphs.set(key, graph);
    return graph;
  }

  #nextInBody(body: BodyKind, toolName: string, written: readonly number[]): NextToken {
    if (body === 'analysis' && this.#isBudgetSpent) {
      return { type: 'forced', tokenIds: [this.#vocabulary.control.end] };
    }
    const grammar = this.#grammarOf(body, toolName);
    const rule: GrammarRule | null = grammar === null ? null : { grammar, written };
    return { type: 'free', banned: this.#endings.bannedIn(body), grammar: rule };
  }

  #grammarOf(body: BodyKind, toolName: string): string | null {
    if (body === 'final') return this.#rules.answerGrammar;
    if (body !== 'tool-call') return null;
    return this.#rules.callableTools.find(({ name }) => name === toolName)?.argumentsGrammar ?? null;
  }

  #readHeader(tokenId: number, from: HeaderNode, known: string): void {
    const node = from.next.get(tokenId);
    const toolName = node?.toolName ?? known;
    if (node === undefined) this.#state = { type: 'unknown' };
    else if (node.body === null) this.#state = { type: 'header', node, toolName };
    else this.#state = { type: 'body', body: node.body, toolName, written: [] };
  }

  #readBody(tokenId: number, body: BodyKind, written: number[]): void {
    if (this.#vocabulary.isControl(tokenId)) return this.#endBody(tokenId, body);
    if (body === 'analysis') this.#thinkingTokens += 1;
    written.push(tokenId);
  }

  #endBody(tokenId: number, body: BodyKind): void {
    const { control } = this.#vocabulary;
    if (body === 'analysis') this.#thoughts += 1;
    if (tokenId === control.end) this.#state = { type: 'border' };
    else if (tokenId === control.start) this.#readBorder(tokenId);
    else this.#state = { type: isStop(tokenId, control) ? 'over' : 'unknown' };
  }

  /** Between two messages: only `<|start|>assistant` leads on. */
  #readBorder(tokenId: number): void {
    const { control } = this.#vocabulary;
    if (isStop(tokenId, control)) this.#state = { type: 'over' };
    else if (tokenId === control.start) this.#state = { type: 'header', node: this.#roleNode(), toolName: '' };
    else this.#state = { type: 'unknown' };
  }

  /** Leads through the tokens of the role to the headers that are allowed at this moment. */
  #roleNode(): HeaderNode {
    const begun = this.#beginHeader();
    if (begun.type !== 'header') return EMPTY;
    return this.#role
      .slice(1)
      .reduceRight((next, tokenId) => ({ next: new Map([[tokenId, next]]), toolName: null, body: null }), begun.node);
  }
}

const EMPTY: HeaderNode = { next: new Map(), toolName: null, body: null };

function isStop(tokenId: number, control: Vocabulary['control']): boolean {
  return tokenId === control.return || tokenId === control.call || tokenId === control.endOfText;
}

/** As far as there is only one way it is taken without asking the model. */
function nextInHeader(from: HeaderNode): NextToken {
  const tokenIds: number[] = [];
  let node = from;
  while (node.next.size === 1) {
    for (const [tokenId, next] of node.next) {
      tokenIds.push(tokenId);
      node = next;
    }
  }
  return tokenIds.length > 0 ? { type: 'forced', tokenIds } : { type: 'choice', tokenIds: [...from.next.keys()] };
}
