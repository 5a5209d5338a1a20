import { describe, expect, it } from '@jest/globals';
import type { StoredTurn } from '#ledger';
import { type ConversationMessage, deriveId } from '#protocol';
import { knownCallIds, restoreTurns } from './restore-turns.js';

const HERE = 'vocabulary';
const [first, second] = [callId(1), callId(2)];
const question: ConversationMessage = { type: 'user', text: 'question' };
const thought: ConversationMessage = { type: 'reasoning', text: 'thought' };
const plan: ConversationMessage = { type: 'preamble', text: 'plan' };
const result: ConversationMessage = { type: 'tool-result', name: 'look', text: 'result' };
const answer: ConversationMessage = { type: 'answer', text: 'answer' };
const produced: ConversationMessage = { type: 'produced-turn', tokenIds: [1, 2, 3] };

describe('a history with turns that the model wrote', () => {
  it('has its tokens in place of the words, whether the client sent the reasoning back or dropped it', () => {
    expect(restored([question, thought, plan, call(first), result])).toEqual([question, produced, result]);
    expect(restored([question, plan, call(first), result])).toEqual([question, produced, result]);
  });

  it('has them for arguments that the client parsed and wrote again', () => {
    const rewritten = call(first, '{ "limit": 2.0,\n"place":"caf\\u00e9" }');
    const original = turn({ argumentsText: '{"place":"café","limit":2}' });
    expect(restored([question, plan, rewritten], [[first, original]])).toEqual([question, produced]);
  });

  it.each<[string, ConversationMessage[]]>([
    ['arguments', [thought, plan, call(first, '{"place":"Rome","more":true}')]],
    ['arguments to what is no JSON', [thought, plan, call(first, '{"place":')]],
    ['reasoning', [{ type: 'reasoning', text: 'another thought' }, plan, call(first)]],
    ['preamble', [thought, { type: 'preamble', text: 'another plan' }, call(first)]],
    ['preamble away', [thought, call(first)]],
    ['tool', [thought, plan, { ...call(first), name: 'listen' }]],
  ])('has the words of a client that changed the %s', (_, changed) => {
    expect(restored([question, ...changed, result])).toEqual([question, ...changed, result]);
  });

  it('has all its turns back, closed ones too, and nothing of what stands between them is lost', () => {
    const other = turn({ tokenIds: [4, 5], reasoning: '', preamble: '' });
    const history = [question, thought, plan, call(first), result, answer, question, call(second), result];
    expect(
      restored(history, [
        [first, turn()],
        [second, other],
      ]),
    ).toEqual([
      ...[question, produced, result, answer, question],
      ...[{ type: 'produced-turn', tokenIds: [4, 5] }, result],
    ]);
  });

  it('has the turns that are known, and the words of the others', () => {
    const history = [question, thought, call(second), result, thought, plan, call(first), result];
    expect(restored(history)).toEqual([question, thought, call(second), result, produced, result]);
  });

  it('has a turn once, however often its call is there', () => {
    const again = call(first);
    const without = { ...turn(), preamble: '', reasoning: '' };
    expect(restored([question, again, again, again], [[first, without]])).toEqual([question, produced, again, again]);
  });

  it('has the words where the turn was written in another vocabulary', () => {
    const history = [question, thought, plan, call(first), result];
    expect(restored(history, [[first, turn({ vocabularyHash: 'another' })]])).toEqual(history);
  });
});

describe('the calls that may be known', () => {
  it('are those with an id as it is given here, each once', () => {
    const foreign = ['call_1', 'toolu_01A', `${first} `, `call_${'A'.repeat(24)}`].map((id) => call(id));
    expect(knownCallIds([question, ...foreign, call(first), result, call(second), call(first)])).toEqual([
      first,
      second,
    ]);
  });

  it('are the last 128 of a conversation with more of them', () => {
    const history = Array.from({ length: 1000 }, (_, index) => call(callId(index)));
    const last = history.slice(-128).map(({ callId: id }) => id);
    expect(knownCallIds(history)).toEqual(last.reverse());
  });
});

function restored(messages: ConversationMessage[], turns: [string, StoredTurn][] = [[first, turn()]]) {
  return restoreTurns(messages, new Map(turns), HERE);
}

function turn(changes: Partial<StoredTurn> = {}): StoredTurn {
  const written = { reasoning: 'thought', preamble: 'plan', toolName: 'look', argumentsText: '{"place":"Rome"}' };
  return { vocabularyHash: HERE, tokenIds: [1, 2, 3], ...written, ...changes };
}

function call(id: string, argumentsText = '{"place":"Rome"}') {
  return { type: 'tool-call' as const, name: 'look', argumentsText, callId: id };
}

function callId(item: number): string {
  return deriveId('call', 'gen_sample', item);
}
