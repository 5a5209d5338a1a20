import { describe, expect, it } from '@jest/globals';
import type { ConversationMessage } from '#protocol';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds } from '../../../../test/support/harmony-samples.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { forgetClosedReasoning, producedMessages } from './history.js';

const question: ConversationMessage = { type: 'user', text: 'question' };
const thought: ConversationMessage = { type: 'reasoning', text: 'thought' };
const plan: ConversationMessage = { type: 'preamble', text: 'plan' };
const call: ConversationMessage = { type: 'tool-call', name: 'look', argumentsText: '{}' };
const result: ConversationMessage = { type: 'tool-result', name: 'look', text: 'result' };
const answer: ConversationMessage = { type: 'answer', text: 'answer' };

describe('the history the model is shown', () => {
  it('keeps the reasoning of an open tool loop, all of it', () => {
    const history = [question, thought, plan, call, result, thought, call, result];
    expect(forgetClosedReasoning(history)).toEqual(history);
  });

  it('forgets the reasoning of a turn that has its answer, and keeps its tool calls', () => {
    const history = [question, thought, plan, call, result, thought, answer, question];
    expect(forgetClosedReasoning(history)).toEqual([question, plan, call, result, answer, question]);
  });

  it('forgets the reasoning of every earlier turn while the last one is in a tool loop', () => {
    const closed = [question, thought, answer, question, thought, call, result, thought, answer];
    const open = [question, thought, call, result];
    const remembered = [question, answer, question, call, result, answer];
    expect(forgetClosedReasoning([...closed, ...open])).toEqual([...remembered, ...open]);
  });

  it('does not depend on whether a client sent the reasoning of closed turns', () => {
    const sent = [question, thought, call, result, thought, answer, question];
    const left = sent.filter((message) => message !== thought);
    expect(forgetClosedReasoning(sent)).toEqual(forgetClosedReasoning(left));
  });

  it('keeps the reasoning of a turn that was cut before its answer', () => {
    expect(forgetClosedReasoning([question, thought, question])).toEqual([question, thought, question]);
  });
});

describe('a turn that the model wrote', () => {
  const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
  const thoughtMarkup = '<|channel|>analysis<|message|>I should announce an analysis.<|end|>';
  const planMarkup = '<|channel|>commentary<|message|>analysis comes next<|end|>';
  const callMarkup = '<|channel|>commentary to=functions.look <|constrain|>json<|message|>{}<|call|>';
  const turnMarkup = [thoughtMarkup, planMarkup, thoughtMarkup, callMarkup].join('<|start|>assistant');

  it('is shown whole while its loop of tools is open', () => {
    expect(shown(turnMarkup, false)).toEqual([thoughtMarkup, planMarkup, thoughtMarkup, callMarkup]);
  });

  it('is shown without its thoughts once it is closed', () => {
    expect(shown(turnMarkup, true)).toEqual([planMarkup, callMarkup]);
  });

  it('keeps a call that was made on the channel of thoughts', () => {
    const inThought = '<|channel|>analysis to=functions.look<|message|>{}<|call|>';
    expect(shown(`${thoughtMarkup}<|start|>assistant${inThought}`, true)).toEqual([inThought]);
  });

  function shown(markup: string, isClosed: boolean): string[] {
    const messages = producedMessages(markupIds(markup, vocabulary), isClosed, vocabulary);
    return messages.map((tokenIds) => Buffer.concat(tokenIds.map((id) => vocabulary.nameOf(id))).toString());
  }
});
